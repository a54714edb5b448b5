/**
 * Prints the names with the most articles of the last 7 days. The type of the response is an excerpt of what
 * `npx openapi-typescript@7 http://127.0.0.1:8080/api/openapi.json -o client.d.ts` generates.
 */
interface NameRanking {
  readonly names: readonly { readonly type: string; readonly text: string; readonly articles: number }[];
}

const show = process.env.SHOW_URL ?? 'http://127.0.0.1:8080';
const response = await fetch(`${show}/api/names?limit=10`);
if (!response.ok) throw new Error(`show answered ${response.status}: ${await response.text()}`);
const { names }: NameRanking = await response.json();
for (const { text, type, articles } of names) process.stdout.write(`${articles}\t${text} (${type})\n`);
