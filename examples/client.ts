/**
 * Prints the names that most articles of the last 7 days name. The type of the answer is what
 * `npx openapi-typescript@7 http://127.0.0.1:8080/api/openapi.json -o client.d.ts` makes of it, cut to what is
 * used here.
 */
interface NameRanking {
  readonly names: readonly { readonly type: string; readonly text: string; readonly articles: number }[];
}

const show = process.env.SHOW_URL ?? 'http://127.0.0.1:8080';
const response = await fetch(`${show}/api/names?range=7d&limit=10`);
if (!response.ok) throw new Error(`show answered ${response.status}: ${await response.text()}`);
const { names }: NameRanking = await response.json();
for (const { text, type, articles } of names) process.stdout.write(`${articles}\t${text} (${type})\n`);
