import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config';
import { AppError } from '../../errors';
import { describeApi } from './openapi';
import { operatorOf } from '../operator.guard';
import { DOCS_PATH, isDocsRoute, OPENAPI_PATH, routeOf } from '../paths';
import { sendProblem } from '../problems/problem.filter';

/**
 * How the page behaves: a group can be found by its name, and what was typed into "Authorize" is kept by the page alone,
 * since an admin key in the browser's storage could be read by every page of this origin.
 */
const swaggerOptions = {
  displayRequestDuration: true,
  docExpansion: 'list',
  filter: true,
  defaultModelRendering: 'example',
  defaultModelsExpandDepth: 0,
  showCommonExtensions: true,
  plugins: [hideKeys],
} as const;

/** Two megabytes, the same until the next version. */
const FILES = `${DOCS_PATH}/*`;
const KEPT = 'private, max-age=86400';

/**
 * Swagger UI shows each call as a command, which people paste into tickets: keys are hidden in it. This function goes
 * to the page as source text, so it may use nothing outside itself.
 */
function hideKeys() {
  type Headers = { map(hide: (value: string, name: string) => string): Headers };
  type Props = { request: { update(key: 'headers', change: (headers?: Headers) => Headers | undefined): unknown } };
  type System = { React: { createElement(component: unknown, props: object): unknown } };
  const hidden = (value: string, name: string) =>
    /^(authorization|x-admin-key|x-api-key)$/i.test(name) ? value.replace(/^(bearer )?.*/i, '$1…') : value;
  return {
    wrapComponents: {
      curl: (original: unknown, system: System) => (props: Props) =>
        system.React.createElement(original, {
          ...props,
          request: props.request.update('headers', (headers) => headers && headers.map(hidden)),
        }),
    },
  };
}

/** Swagger UI and the document behind it, for operators. */
export async function mountApiDocs(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isDocsRoute(routeOf(request)) || mayRead(request, config)) return done();
    // This makes a browser ask for a password: it has no other way to send a key before the page is there.
    reply.header('www-authenticate', 'Basic realm="Any name, and the admin key", charset="UTF-8"');
    sendProblem(reply, new AppError('unauthorized'));
  });
  fastify.addHook('onRoute', (route) => {
    // Operators' lists and series are long, and requested every few seconds. None of these answers holds a token.
    if (isDocsRoute(route.url) || route.url.startsWith('/api/admin/')) route.compress = {};
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (routeOf(request) === FILES && reply.statusCode < 400) void reply.header('cache-control', KEPT);
    done();
  });
  await fastify.register(compress, { global: false });
  SwaggerModule.setup(DOCS_PATH, app, () => describeApi(app), {
    jsonDocumentUrl: OPENAPI_PATH,
    customSiteTitle: 'Telega2Go API',
    swaggerOptions,
  });
}

function mayRead(request: FastifyRequest, config: Config): boolean {
  const password = passwordOf(request.headers.authorization);
  const headers = password === undefined ? request.headers : { 'x-admin-key': password };
  return operatorOf({ headers }, config) !== undefined;
}

/** RFC 7617: the name has no colon, but the key may. */
function passwordOf(authorization = ''): string | undefined {
  const [, credentials] = /^Basic ([\w+/=]+)$/i.exec(authorization) ?? [];
  return credentials && /:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString())?.[1];
}
