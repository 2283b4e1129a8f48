import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError, problems, type ProblemCode, type ProblemDetails } from '../../errors';
import { problemCodes, problemSchema, toProblemDocument } from '../problems/problem.document';
import { PROBLEMS_KEY } from '../problems/problems.decorator';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [PROBLEMS_KEY]?: readonly ProblemCode[] };
type SharedResponses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const SAFE_METHODS: readonly string[] = ['get'];

/** Details that come with some codes. */
const detailsOf: Partial<Record<ProblemCode, ProblemDetails>> = {
  invalid_request: { errors: [{ field: 'email', message: 'must be an e-mail address' }] },
  otp_invalid: { attemptsLeft: 4 },
};

/** Codes that are answered with `Retry-After`. */
const retryable: readonly ProblemCode[] = [
  'rate_limited',
  'too_many_attempts',
  'telegram_unavailable',
  'mail_unavailable',
  'storage_unavailable',
  'overloaded',
];

/** Problems that every call may answer, because they arise in HTTP itself or on our side. */
const ofEveryCall: readonly ProblemCode[] = ['invalid_request', 'request_timeout', 'headers_too_large', 'internal'];

/** Describes every problem that each call may answer: those in `Problems`, and those that follow from its shape. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  const shared: SharedResponses = {};
  const told = new Set<ProblemCode>();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const named = operation[PROBLEMS_KEY] ?? [];
      delete operation[PROBLEMS_KEY];
      // Explicit, not left out: this call is open to everyone.
      operation.security ??= [];
      const possible = [...named, ...codesByShape(operation, { path, method })];
      const codes = problemCodes.filter((code) => possible.includes(code));
      operation.responses = { ...operation.responses, ...responsesFor(codes, shared) };
      for (const code of codes) told.add(code);
    }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: schemaOfProblems() },
    responses: shared,
    examples: Object.fromEntries([...told].map((code) => [code, exampleOf(code)])),
  };
  return document;
}

function schemaOfProblems(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(problemSchema);
  return schema;
}

/** Problems that arise before the call itself is reached, or in what every call depends on. */
function codesByShape(
  { parameters = [], requestBody, security }: Operation,
  { path, method }: Readonly<{ path: string; method: string }>,
): ProblemCode[] {
  const guards = security?.some((way) => Object.keys(way).length === 0) ? [] : (security ?? []);
  const isForAdmins = guards.some((way) => 'admin-key' in way);
  const isOfUsers = guards.length > 0 || requestBody !== undefined || parameters.length > 0;
  const isSafe = SAFE_METHODS.includes(method);
  return [
    ...ofEveryCall,
    // A body is read even if the call takes none.
    ...when(!isSafe, 'payload_too_large'),
    ...when(isForAdmins || (path.startsWith('/api/') && !isSafe), 'forbidden'),
    ...when(guards.length > 0, 'unauthorized'),
    // Without a configured key there is no such call.
    ...when(
      guards.some((way) => 'api-key' in way),
      'not_found',
    ),
    ...when(isForAdmins, 'account_disabled'),
    ...when(isOfUsers, 'storage_unavailable'),
  ];
}

const when = (isSo: boolean, code: ProblemCode): ProblemCode[] => (isSo ? [code] : []);

/** One per status, as OpenAPI tells responses apart by nothing else. Many calls share them. */
function responsesFor(codes: readonly ProblemCode[], shared: SharedResponses): Operation['responses'] {
  const statuses = new Set(codes.map((code) => problems[code][0]));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const ofStatus = codes.filter((code) => problems[code][0] === status);
      const name = ofStatus.join('.');
      shared[name] ??= responseOf(ofStatus);
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function responseOf(codes: readonly ProblemCode[]): SharedResponses[string] {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code][1]}`).join('\n\n'),
    headers: {
      ...(codes.some((code) => retryable.includes(code)) && headers.retry),
      ...(codes.includes('rate_limited') && headers.limits),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

const headers = {
  retry: {
    'Retry-After': {
      description: 'Seconds after which another try makes sense.',
      schema: { type: 'integer' as const, example: 30 },
    },
  },
  limits: {
    'RateLimit-Policy': {
      description: 'The limit that was reached: `q` uses in `w` seconds.',
      schema: { type: 'string' as const, example: '"ip";q=10;w=60' },
    },
    RateLimit: {
      description: 'What is left of it (`r`), and in how many seconds it begins anew (`t`).',
      schema: { type: 'string' as const, example: '"ip";r=0;t=30' },
    },
  },
};

const exampleOf = (code: ProblemCode) => ({
  summary: problems[code][1],
  value: toProblemDocument(new AppError(code, detailsOf[code]), 'c2kXyXW8Qm2vFhV0bTn6Jg'),
});
