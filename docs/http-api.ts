/**
 * Makes the text of `docs/http-api.md` from the OpenAPI document that show serves: each operation with its
 * parameters, its responses and their fields. The declaration of an operation decides its description.
 * The examples are answers of the running code (`example-answers.ts`).
 */
import { z } from 'zod';
import { openApiDocument } from '../functions/show/openapi.ts';
import { type ExampleAnswer, exampleAnswers } from './example-answers.ts';
import { SAMPLE_FILE, SAMPLE_TIME } from './sample-pipeline.ts';
import { table } from './table.ts';

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return Schema.optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
});
type Schema = z.infer<typeof Schema>;

const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Operation = z.looseObject({
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string(),
        schema: Schema,
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: Content.default({}) })),
});
const OpenApi = z.looseObject({
  info: z.looseObject({ description: z.string() }),
  paths: z.record(z.string(), z.looseObject({ get: Operation.optional(), post: Operation.optional() })),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
});
type OpenApi = z.infer<typeof OpenApi>;
type Operation = z.infer<typeof Operation>;

/** The address of submit in the document: that of `npm start`. */
const SUBMIT_URL = 'http://127.0.0.1:8081';

/** The text of the document. */
export async function describeHttpApi(): Promise<string> {
  const examples = await exampleAnswers();
  const document = OpenApi.parse(openApiDocument(SUBMIT_URL));
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get === undefined ? [] : [{ title: `GET ${path}`, operation: get }]),
    ...(post === undefined ? [] : [{ title: `POST ${path}`, operation: post }]),
  ]);
  const used = schemasUsed(document, operations);
  return `${[
    '# HTTP API',
    `${document.info.description} This page is made from the OpenAPI document by \`npm run docs:configuration\`; programs read that from \`/api/openapi.json\`. What is refused is answered with a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) that says what is wrong and what to do.`,
    `The examples are answers of the running code, after \`npm run submit -- ${SAMPLE_FILE}\`, at ${SAMPLE_TIME}. Only spaces and line ends are changed, and cursors cut.`,
    operations
      .map(({ title, operation }) => `- [\`${title}\`](#${anchorOf(title)}): ${operation.summary}`)
      .join('\n'),
    ...operations.flatMap(({ title, operation }) =>
      operationText(title, operation, examples.get(title) ?? []),
    ),
    '## Forms',
    ...used.flatMap((name) => formText(name, document.components.schemas[name] ?? {})),
  ].join('\n\n')}\n`;
}

/** The anchor that GitHub makes of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function operationText(title: string, operation: Operation, examples: readonly ExampleAnswer[]): string[] {
  const { summary, description, parameters, requestBody, responses } = operation;
  return [
    `## ${title}`,
    `${sentence(summary)}${description === undefined ? '' : ` ${description}`}`,
    ...(parameters.length === 0
      ? []
      : [
          table(
            ['parameter', 'in', 'what', 'values'],
            parameters.map(({ name, in: where, required, description: what, schema }) => [
              `\`${name}\``,
              `${where}${required === true && where !== 'path' ? ', required' : ''}`,
              what,
              valuesOf(schema),
            ]),
          ),
        ]),
    ...(requestBody === undefined ? [] : [`Body: ${formsOf(requestBody.content)}.`]),
    table(
      ['status', 'meaning', 'body'],
      Object.entries(responses).map(([status, answer]) => [
        status,
        answer.description,
        formsOf(answer.content),
      ]),
    ),
    ...examples.flatMap(exampleText),
  ];
}

function exampleText({ request, body, status, answer, language }: ExampleAnswer): string[] {
  const asked = body === undefined ? [] : [fence('json', body)];
  return [
    `\`${request}\`${body === undefined ? '' : ' with'}`,
    ...asked,
    `is answered with ${status}:`,
    fence(language, answer),
  ];
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function formsOf(content: z.infer<typeof Content>): string {
  return Object.entries(content)
    .map(([type, { schema }]) =>
      schema === undefined || !isNamed(schema) ? `\`${type}\`` : `\`${type}\`: ${valuesOf(schema)}`,
    )
    .join(', ');
}

/** Whether a schema is one that the document describes under its name, or one of several such. */
function isNamed({ $ref, oneOf = [] }: Schema): boolean {
  return $ref !== undefined || (oneOf.length > 0 && oneOf.every((one) => isNamed(one.items ?? one)));
}

function refOf({ $ref }: Schema): string | undefined {
  return $ref?.slice('#/components/schemas/'.length);
}

/** The allowed values of a schema, in words. */
function valuesOf(schema: Schema): string {
  const name = refOf(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return either.map(valuesOf).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) {
    const values = schema.enum.map((value) => `\`${String(value)}\``).join(', ');
    return schema.default === undefined ? values : `${values}; \`${String(schema.default)}\` by default`;
  }
  if (schema.items !== undefined) return `list of ${valuesOf(schema.items)}`;
  const { minimum, maximum, minLength, maxLength, format } = schema;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const parts = [
    [schema.type ?? 'any value'].flat().join(' or '),
    ...(format === undefined ? [] : [`(${format})`]),
    ...(isBounded ? [`from ${minimum ?? 0} to ${maximum}`] : []),
    ...(maxLength === undefined ? [] : [`of ${minLength ?? 0} to ${maxLength} characters`]),
  ];
  const text = parts.join(' ');
  return schema.default === undefined ? text : `${text}; \`${String(schema.default)}\` by default`;
}

/** The names of all schemas that responses and bodies refer to, directly or not, in order. */
function schemasUsed(
  { components }: OpenApi,
  operations: readonly { readonly operation: Operation }[],
): readonly string[] {
  const used = new Set<string>();
  const visit = (schema: Schema | undefined): void => {
    if (schema === undefined) return;
    const name = refOf(schema);
    if (name !== undefined && !used.has(name)) {
      used.add(name);
      visit(components.schemas[name]);
    }
    visit(schema.items);
    for (const one of [
      ...(schema.anyOf ?? []),
      ...(schema.oneOf ?? []),
      ...Object.values(schema.properties ?? {}),
    ])
      visit(one);
  };
  for (const { operation } of operations) {
    const contents = [
      operation.requestBody?.content ?? {},
      ...Object.values(operation.responses).map(({ content }) => content),
    ];
    for (const content of contents) for (const { schema } of Object.values(content)) visit(schema);
  }
  return [...used];
}

function formText(name: string, schema: Schema): string[] {
  const rows = fieldsOf(schema, '');
  return [
    `### ${name}`,
    ...(schema.description === undefined ? [] : [schema.description]),
    ...(rows.length === 0 ? [sentence(valuesOf(schema))] : [table(['field', 'what', 'values'], rows)]),
  ];
}

/** Fields by their paths: `names[].text` is the text of each of the names. */
function fieldsOf(schema: Schema, path: string): string[][] {
  const inside = schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema;
  if (inside.items !== undefined && refOf(inside.items) === undefined)
    return fieldsOf(inside.items, `${path}[]`);
  return Object.entries(inside.properties ?? {}).flatMap(([name, field]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const below = fieldsOf(field, own);
    const isOptional = !(inside.required ?? []).includes(name);
    return [
      [
        `\`${own}\``,
        `${field.description ?? ''}${isOptional ? ' Not always there.' : ''}`.trim(),
        below.length === 0 ? valuesOf(field) : field.items === undefined ? 'object' : 'list',
      ],
      ...below,
    ];
  });
}
