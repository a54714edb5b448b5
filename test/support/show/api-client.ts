/** Calls the API and checks every response against its OpenAPI document. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { z } from 'zod';

const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const Operation = z.looseObject({
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the client has checked it against the document
  readonly body: any;
}

export interface ApiClient {
  /** Requests a path, query included, and checks the response. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  readonly document: object;
  /** Checks a response that was requested in another way. */
  check(method: string, path: string, answer: ApiAnswer): void;
}

/** Makes a client of the API at `url`. */
export async function openApiClient(url: string): Promise<ApiClient> {
  const document: object = await (await fetch(`${url}/api/openapi.json`)).json();
  const { paths } = Document.parse(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'https://example.org/openapi.json');

  const check = (method: string, path: string, answer: ApiAnswer): void => {
    const bare = path.replace(/\?.*$/s, '');
    const template = Object.keys(paths).find((one) =>
      new RegExp(`^${one.replaceAll('.', String.raw`\.`).replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    );
    if (template === undefined) throw new Error(`the document has no path like ${bare}`);
    const { responses } = Operation.parse(paths[template]?.[method]);
    const response = responses[answer.status];
    expect(response, `${method} ${template} may answer ${answer.status}`).toBeDefined();
    const type = answer.headers.get('content-type');
    if (response?.content === undefined) {
      expect(type).toBeNull();
      return;
    }
    expect(Object.keys(response.content)).toContain(type);
    const pointer = [
      'paths',
      template,
      method,
      'responses',
      String(answer.status),
      'content',
      type ?? '',
      'schema',
    ]
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = ajv.getSchema(`https://example.org/openapi.json#/${pointer}`);
    if (validate === undefined) throw new Error(`the document has nothing at ${pointer}`);
    expect(validate(answer.body) ? [] : validate.errors, `${method} ${path}`).toEqual([]);
  };

  return {
    document,
    check,
    async get(path, headers = {}) {
      const response = await fetch(url + path, { headers });
      const text = await response.text();
      const answer = {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      check('get', path, answer);
      return answer;
    },
  };
}
