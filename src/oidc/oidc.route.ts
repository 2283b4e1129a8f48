import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { ROUTES } from './oidc.provider';
import { BARE_POLICY } from './oidc.pages';
import type { OidcService } from './oidc.service';

const PATHS: readonly (readonly [path: string, ...methods: HTTPMethods[]])[] = [
  ['/.well-known/openid-configuration', 'GET', 'OPTIONS'],
  ['/.well-known/oauth-authorization-server', 'GET', 'OPTIONS'],
  [ROUTES.authorization, 'GET'],
  [`${ROUTES.authorization}/:uid`, 'GET'],
  [ROUTES.token, 'POST', 'OPTIONS'],
  [ROUTES.userinfo, 'GET', 'POST', 'OPTIONS'],
  [ROUTES.revocation, 'POST', 'OPTIONS'],
  [ROUTES.introspection, 'POST', 'OPTIONS'],
  [ROUTES.pushed_authorization_request, 'POST', 'OPTIONS'],
  [ROUTES.device_authorization, 'POST', 'OPTIONS'],
  [ROUTES.end_session, 'GET'],
  [`${ROUTES.end_session}/confirm`, 'POST'],
  [`${ROUTES.end_session}/success`, 'GET'],
  [ROUTES.code_verification, 'GET', 'POST'],
  [`${ROUTES.code_verification}/:uid`, 'GET'],
];

/** Hands requests for the protocol's paths to the library unread: it parses their forms itself. */
export function serveOidc(fastify: FastifyInstance, service: OidcService): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const answer = service.provider.callback();
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string);
    reply.raw.setHeader('content-security-policy', BARE_POLICY);
    reply.hijack();
    await answer(request.raw, reply.raw);
  };
  const handler = () => undefined;
  for (const [url, ...method] of PATHS) fastify.route({ url, method, onRequest, handler });
}
