import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors';

/** Only text with one of these can hide the name; a plain parse is faster. */
const MAY_NAME_PROTO = /__proto__|\\u/;

/** JSON is the only body that we read. A form or plain text could be sent by any other site without asking. */
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

/** Clients name a type for bodies that they do not send, and some begin with a byte order mark (RFC 8259, 8.1). */
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
