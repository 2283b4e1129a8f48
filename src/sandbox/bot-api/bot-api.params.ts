import { badRequest } from './bot-api.refusal';

/** A file of a multipart request. */
export type Upload = Readonly<{ name: string; bytes: Buffer }>;

/** A request's body, whichever of the three encodings it came in. */
export type Body = Readonly<{ fields: Readonly<Record<string, unknown>>; files: ReadonlyMap<string, Upload> }>;

export const EMPTY_BODY: Body = { fields: {}, files: new Map() };

/** Reads JSON, urlencoded and multipart bodies (chunked or with a length). */
export async function readBody(contentType: string | undefined, bytes: Buffer): Promise<Body> {
  const type = (contentType ?? '').toLowerCase();
  if (bytes.length === 0) return EMPTY_BODY;
  if (type.startsWith('application/json')) return { fields: readJson(bytes), files: new Map() };
  if (type.startsWith('multipart/form-data')) return readMultipart(contentType ?? '', bytes);
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { fields: Object.fromEntries(new URLSearchParams(bytes.toString())), files: new Map() };
  }
  return EMPTY_BODY;
}

function readJson(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (isRecord(value)) return value;
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw badRequest("can't parse JSON object");
}

async function readMultipart(contentType: string, bytes: Buffer): Promise<Body> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw badRequest("can't parse multipart form data");
  });
  const fields: Record<string, unknown> = {};
  const files = new Map<string, Upload>();
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields[name] = value;
    else files.set(name, { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { fields, files };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A call's parameters: the query string and the body together, each value as text or as JSON. */
export class Params {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    query: Readonly<Record<string, unknown>>,
    private readonly body: Body,
  ) {
    this.#fields = { ...query, ...body.fields };
  }

  /** The parameters for display: of a file, its name and size. */
  get shown(): Readonly<Record<string, unknown>> {
    const files = [...this.body.files].map(
      ([name, file]) => [name, `${file.name}, ${file.bytes.length} bytes`] as const,
    );
    return { ...this.#fields, ...Object.fromEntries(files) };
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined || this.body.files.has(name);
  }

  /** The value as text; '' when there is none. */
  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  integer(name: string, otherwise: number): number {
    const text = this.text(name).trim();
    return /^-?\d{1,16}$/.test(text) ? Number(text) : otherwise;
  }

  flag(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).toLowerCase());
  }

  /** An object or a list, sent as such or as JSON in text; undefined when there is none. */
  json(name: string): unknown {
    const value = this.#fields[name];
    if (typeof value !== 'string') return value;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
    }
  }

  /** The upload that a file parameter refers to: its own part, or the part that `attach://` names. */
  upload(name: string, value = this.text(name)): Upload | undefined {
    const attached = /^attach:\/\/(.+)$/.exec(value)?.[1];
    return this.body.files.get(attached ?? name);
  }
}
