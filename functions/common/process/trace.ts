/**
 * Trace context, carried from the request through both topics, so that every log entry about a post can be
 * found by one trace id. Written as W3C Trace Context
 * (https://www.w3.org/TR/trace-context/#traceparent-header); the message attribute is the one Google's client
 * libraries use for it.
 */
import type { Chance } from './runtime.ts';

export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** The message attribute that carries the `traceparent`. */
export const traceAttribute = 'googclient_traceparent';

/** Writes a trace as a `traceparent`. */
export function formatTraceparent(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}

/** Reads a `traceparent`; undefined where it is missing or malformed, as the specification wants. */
export function parseTraceparent(value: string | undefined): Trace | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(value ?? '');
  const [, version, traceId, spanId, flags, rest] = match ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Reads Google's older header, `TRACE_ID/SPAN_ID;o=OPTIONS` with a decimal span id. */
function parseCloudTraceContext(value: string | undefined, chance: Chance): Trace | undefined {
  const [, traceId, span, options] = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=(\d))?$/.exec(value ?? '') ?? [];
  if (traceId === undefined || /^0+$/.test(traceId)) return undefined;
  const spanId = BigInt.asUintN(64, BigInt(span ?? 0))
    .toString(16)
    .padStart(16, '0');
  return { traceId, spanId: /^0+$/.test(spanId) ? newSpanId(chance) : spanId, sampled: options === '1' };
}

/** The trace a request belongs to: the one its headers name, else a new, unsampled one. */
export function traceOfRequest(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  chance: Chance,
): Trace {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return (
    parseTraceparent(header('traceparent')) ??
    parseCloudTraceContext(header('x-cloud-trace-context'), chance) ?? {
      traceId: chance.hex(32),
      spanId: newSpanId(chance),
      sampled: false,
    }
  );
}

/** A step below `trace`: the same trace with a span id of its own. */
export function childOf(trace: Trace, chance: Chance): Trace {
  return { ...trace, spanId: newSpanId(chance) };
}

function newSpanId(chance: Chance): string {
  return chance.hex(16);
}
