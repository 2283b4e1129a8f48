import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { Answer, HttpClient } from './http.client';

type Schema = Readonly<{
  $ref?: string;
  example?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  type?: string | readonly string[];
  format?: string;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
}>;
type Media = Readonly<{ schema: Schema; examples?: Readonly<Record<string, unknown>> }>;
type Described = Readonly<{ $ref?: string; content?: Readonly<Record<string, Media>>; headers?: object }>;
type Operation = Readonly<{
  operationId: string;
  summary: string;
  description?: string;
  security: readonly object[];
  parameters?: readonly Readonly<{ name: string; in: string; required?: boolean; schema: Schema }>[];
  requestBody?: Readonly<{ required?: boolean; content: Readonly<Record<string, Media>> }>;
  responses: Readonly<Record<string, Described>>;
}>;
type Document = Readonly<{ paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }>;

/** A call as the API's document describes it. */
export type Call = Readonly<{ method: string; path: string; operation: Operation }>;

/** What `/api/openapi.json` says, to hold answers against it. */
export class ApiDocument {
  readonly calls: readonly Call[];
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false });

  private readonly validators = new Map<Schema, ValidateFunction>();

  private constructor(private readonly document: Document) {
    this.ajv.addSchema(document, 'api');
    this.calls = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  }

  static async of(app: HttpClient): Promise<ApiDocument> {
    return new ApiDocument((await app.get<Document>('/api/openapi.json')).body);
  }

  /** Fails where an answer is not one of those that the document describes for its call. */
  check(method: string, url: string, answer: Answer<unknown>): void {
    const path = url.split('?')[0]!;
    const call = this.calls.find((each) => each.method === method && patternOf(each.path).test(path));
    if (call) this.checkAnswer(call, answer);
  }

  checkAnswer({ method, path, operation }: Call, { status, headers, body }: Answer<unknown>): void {
    const told = `${method} ${path} answered ${status}: ${JSON.stringify(body)}`;
    const described = operation.responses[status];
    if (!described) throw new Error(`${told}, which is not described`);
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const { content = {} } = this.read<Described>(described);
    const media = content[type];
    if (!media && (body !== '' || Object.keys(content).length > 0))
      throw new Error(`${told} as ${type}: not described`);
    if (!media) return;
    if (/json$/.test(type)) this.expectValid(media.schema, body, told);
    const { code } = body as { code?: string };
    if (type === 'application/problem+json' && !(code! in media.examples!))
      throw new Error(`${told}; only these are described: ${Object.keys(media.examples!).join(', ')}`);
  }

  /** A value made of the examples that stand in the schema: what Swagger UI proposes. */
  sample(schema: Schema): unknown {
    if (schema.$ref) return this.sample(this.read(schema));
    if (schema.example !== undefined) return schema.example;
    if (schema.const !== undefined || schema.enum) return schema.const ?? schema.enum![0];
    const variants = schema.type ? undefined : (schema.anyOf ?? schema.oneOf);
    if (variants) return this.sample(variants[0]!);
    const type = [schema.type].flat().find((each) => each !== 'null');
    if (type === 'object')
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, this.sample(property)]),
      );
    if (type === 'array') return Array.from({ length: schema.minItems ?? 1 }, () => this.sample(schema.items!));
    if (type === 'boolean') return true;
    return schema.format === 'date-time' ? '2030-05-17T12:00:00Z' : 'string';
  }

  isValid(schema: Schema, value: unknown): boolean {
    return this.validatorOf(schema)(value);
  }

  expectValid(schema: Schema, value: unknown, told: string): void {
    const validate = this.validatorOf(schema);
    if (!validate(value)) throw new Error(`${told}: ${this.ajv.errorsText(validate.errors)}`);
  }

  private validatorOf(schema: Schema): ValidateFunction {
    const known = this.validators.get(schema);
    if (known) return known;
    // References of the document are its own.
    const made = this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object);
    this.validators.set(schema, made);
    return made;
  }

  private read<T>(part: Readonly<{ $ref?: string }>): T {
    if (!part.$ref) return part as T;
    const keys = part.$ref.split('/').slice(1);
    return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], this.document) as T;
  }
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
