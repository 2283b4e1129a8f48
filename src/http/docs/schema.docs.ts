import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { numbers, texts } from './examples.docs';

type Schema = Record<string, unknown>;

/**
 * Makes schemas readable: short names, examples, and nothing that goes without saying (the pattern of a time, the range
 * of a safe integer).
 */
export function polishSchemas(document: OpenAPIObject): OpenAPIObject {
  const polished = JSON.parse(withShortNames(JSON.stringify(document))) as OpenAPIObject;
  const schemas = (polished.components?.schemas ?? {}) as Record<string, Schema>;
  for (const schema of Object.values(schemas)) polish(schema);
  for (const item of Object.values(polished.paths))
    for (const { parameters = [], requestBody, responses } of operationsOf(item)) {
      for (const parameter of parameters) polishParameter(parameter);
      describeAnswers(responses);
      if (requestBody) requestBody.required = !mayBeLeftOut(requestBody, schemas);
      for (const part of [requestBody, ...Object.values(responses ?? {})])
        for (const { schema } of Object.values(part?.content ?? {})) if (schema) polish(schema);
    }
  return polished;
}

/** A body may be left out if its schema has a default. */
const mayBeLeftOut = ({ content = {} }: Content, schemas: Readonly<Record<string, Schema>>): boolean =>
  Object.values(content).some(({ schema }) => 'default' in (schemas[String(schema?.$ref).replace(/^.*\//, '')] ?? {}));

type Content = Readonly<{ content?: Record<string, { schema?: Schema }> }>;
type Parameter = { name: string; required?: boolean; description?: string; example?: unknown; schema?: Schema };
type Operation = Readonly<{
  parameters?: Parameter[];
  requestBody?: Content & { required?: boolean };
  responses?: Record<string, Content & { description?: string }>;
}>;

/** Swagger UI fills in an example and sends it, so a parameter that may be left out only mentions its own. */
function polishParameter(parameter: Parameter): void {
  const { name, required, schema = {} } = parameter;
  polish(schema, name);
  const example = parameter.example ?? schema.example;
  if (required || example === undefined) return;
  parameter.description = `${parameter.description ?? ''} Such as \`${String(example)}\`.`.trim();
  delete parameter.example;
  delete schema.example;
}

/** Describes answers that have no text of their own by their status. */
function describeAnswers(responses: Operation['responses'] = {}): void {
  for (const [status, answer] of Object.entries(responses))
    if (answer.description === '') answer.description = STATUS_CODES[status];
}

const operationsOf = (item: object): Operation[] =>
  Object.values(item).filter((part): part is Operation => typeof part === 'object' && 'responses' in part);

/** `Session` instead of `SessionDto_Output`. */
const withShortNames = (json: string): string =>
  json
    .replaceAll(/("#\/components\/schemas\/\w+?)(?:Dto)?(?:_Output)?"/g, '$1"')
    .replaceAll(/"(\w+?)(?:Dto(?:_Output)?|_Output)":/g, '"$1":');

/** @param name the field or parameter that the schema is of */
function polish(schema: Schema, name?: string): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
    delete schema.maximum;
  }
  const example = exampleFor(schema, name);
  if (example !== undefined) schema.example = example;
  for (const [key, part] of Object.entries((schema.properties as Record<string, Schema>) ?? {})) polish(part, key);
  for (const part of partsOf(schema)) polish(part);
}

const partsOf = ({ items, additionalProperties, anyOf = [], oneOf = [], allOf = [] }: Schema): Schema[] =>
  [items, additionalProperties, anyOf, oneOf, allOf]
    .flat()
    .filter((part): part is Schema => typeof part === 'object' && part !== null);

/** Only if the schema does not say enough: for an enumeration or a time, readers can think of a value themselves. */
function exampleFor(schema: Schema, name: string | undefined): string | number | undefined {
  if (name === undefined || schema.example !== undefined) return undefined;
  const { type, enum: values, format, const: only } = essenceOf(schema);
  if (values !== undefined || only !== undefined) return undefined;
  if (type === 'string') return format === undefined || format === 'email' ? texts[name] : undefined;
  return type === 'integer' || type === 'number' ? numbers[name] : undefined;
}

/** The schema without its `null` variant. */
function essenceOf(schema: Schema): Schema {
  const variants = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]).filter(({ type }) => type !== 'null') : [];
  const [only, ...others] = variants;
  const essence = only && others.length === 0 ? only : schema;
  const { type } = essence;
  return Array.isArray(type) ? { ...essence, type: type.find((each) => each !== 'null') as unknown } : essence;
}
