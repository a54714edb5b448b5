/// <reference lib="dom" />
/** The overview before anything is counted: how to submit the first post. */
import { html, type TemplateResult } from 'lit-html';
import { bodyTypes, SUBMIT_PATH } from '../../../common/domain/submit-endpoint.ts';

/** The empty overview. */
export function emptyState(): TemplateResult {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="submit-url"]');
  const line = curlLine(meta?.content ?? '');
  const copy = (event: Event): void => {
    const button = event.currentTarget;
    void navigator.clipboard.writeText(line).then(() => {
      if (button instanceof HTMLElement) button.textContent = 'Copied';
    });
  };
  return html`<section class="state empty">
    <h1 tabindex="-1">No articles yet</h1>
    <p>Submit the first one. Its names appear here some seconds later:</p>
    <pre tabindex="0" aria-label="Command that submits a post"><code>${line}</code></pre>
    <p class="actions"><button type="button" @click=${copy}>Copy the command</button>
    <a class="button" href="/api/openapi.json" data-plain>API description</a></p>
  </section>`;
}

function curlLine(submitUrl: string): string {
  const post = {
    publication: 'Example Times',
    content: 'Ada Lovelace met Charles Babbage in London before she wrote to the Royal Society.',
  };
  const parts = [
    `curl ${submitUrl.replace(/\/$/, '')}${SUBMIT_PATH}`,
    `-H 'content-type: ${bodyTypes.json}'`,
  ];
  // Where the platform guards the function, it wants to know who calls.
  if (/\.(?:run\.app|cloudfunctions\.net)(?:\/|$)/.test(submitUrl)) {
    parts.push('-H "authorization: Bearer $(gcloud auth print-identity-token)"');
  }
  parts.push(`-d '${JSON.stringify(post)}'`);
  return parts.join(' \\\n  ');
}
