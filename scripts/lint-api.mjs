import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { endWith, root } from './run.mjs';

/** What neither a reader nor Swagger UI can guess from the type. */
function isUnguessable({ type, enum: values, const: only, format, example, anyOf = [], items }) {
  if (example !== undefined || values || only !== undefined) return false;
  if (anyOf.length > 0) return anyOf.some(isUnguessable);
  const types = [type].flat();
  // Nest turns a nullable field without a description inside into a list: such a list is noticed here.
  if (types.includes('array')) return isUnguessable(items ?? {});
  return types.includes('integer') || types.includes('number') || (types.includes('string') && !format);
}

/** A page full of "string" and 0 does not tell anyone what to type. */
const exampleMissing = () => ({
  SchemaProperties(properties, { report, location, resolve }) {
    for (const [name, property] of Object.entries(properties)) {
      const schema = resolve(property).node ?? property;
      if (isUnguessable(schema))
        report({ message: `"${name}" needs an example.`, location: location.child(name).key() });
    }
  },
  Parameter({ name, required, schema, example }, { report, location }) {
    if (required && example === undefined && isUnguessable(schema ?? {}))
      report({ message: `The parameter "${name}" needs an example.`, location });
  },
});

/** An operation that takes input or credentials can refuse a request, so it must describe a 4xx. */
const refusalMissing = () => ({
  Operation({ parameters = [], requestBody, security = [], responses = {} }, { report }) {
    const canBeRefused = parameters.length > 0 || requestBody || security.length > 0;
    if (canBeRefused && !Object.keys(responses).some((status) => /^4/.test(status)))
      report({ message: 'The operation can be refused: describe how.' });
  },
});

/** Redocly's strict recommendations, and rules that make the page of our API worth reading. */
const config = {
  plugins: [{ id: 'ours', rules: { oas3: { 'example-missing': exampleMissing, 'refusal-missing': refusalMissing } } }],
  extends: ['recommended-strict'],
  rules: {
    'ours/example-missing': 'error',
    'ours/refusal-missing': 'error',
    'operation-4xx-response': 'off',
    // The rule does not look at the properties around a `not`.
    'no-required-schema-properties-undefined': 'off',
    'no-invalid-schema-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'operation-4xx-problem-details-rfc7807': 'error',
    'operation-tag-defined': 'error',
    'operation-singular-tag': 'error',
    'parameter-description': 'error',
    'tag-description': 'error',
    'spec-components-invalid-map-name': 'error',
    'response-contains-header': { severity: 'error', names: { 429: ['Retry-After'], 503: ['Retry-After'] } },
  },
};

/** Reports what is wrong with openapi.json. */
async function lint() {
  const source = readFileSync(join(root, 'openapi.json'), 'utf8');
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config: await createConfig(config) });
  for (const { ruleId, message, location } of problems)
    console.log(`${location[0]?.pointer ?? '#/'}\n  ${message} (${ruleId})`);
  return problems.length === 0;
}

await lint()
  .then((isFine) => (process.exitCode = isFine ? 0 : 1))
  .catch(endWith);
