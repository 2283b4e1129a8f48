import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors';

/** Only a text with one of these can contain that name; for all others a plain parse is faster. */
const MAY_NAME_PROTO = /__proto__|\\u/;

/** JSON is the only body that we read: any other site could send a form or plain text without a CORS preflight. */
export function readOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parse(body as string));
    } catch (error) {
      done(error instanceof AppError ? error : invalid('body', 'must be well-formed JSON'));
    }
  });
}

/** Some clients name a type but send no body, and some bodies begin with a byte order mark (RFC 8259, 8.1). */
function parse(body: string): unknown {
  const text = body.startsWith('\ufeff') ? body.slice(1) : body;
  if (text === '') return undefined;
  return MAY_NAME_PROTO.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw invalid('__proto__', 'is not a known field');
  return value;
}

const invalid = (field: string, message: string) => new AppError('invalid_request', { errors: [{ field, message }] });
