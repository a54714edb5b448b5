/** Headers about security: who may use an answer, and what the page may do. */
import { createHash } from 'node:crypto';

/** On every answer. */
export const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/**
 * Headers of the page. Nothing but this origin is loaded or asked; the one inline script (it sets the theme
 * before anything is painted) is named by its hash; strings become markup through lit-html's own templates
 * only.
 */
export function pageHeaders(inlineScript: string): Record<string, string> {
  const hash = createHash('sha256').update(inlineScript).digest('base64');
  return {
    ...commonHeaders,
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}

/**
 * CORS headers of an API answer.
 * @param allowed the origins that may read the API from their pages
 * @param origin the request's Origin
 */
export function corsHeaders(
  allowed: ReadonlySet<string>,
  origin: string | undefined,
): Record<string, string> {
  if (allowed.size === 0) return { ...commonHeaders };
  const headers = { ...commonHeaders, vary: 'Origin' };
  if (origin === undefined || !allowed.has(origin)) return headers;
  return { ...headers, 'access-control-allow-origin': origin, 'access-control-expose-headers': 'ETag, Link' };
}

/** The further headers of a preflight response. */
export const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'If-None-Match',
  'access-control-max-age': '3600',
} as const;
