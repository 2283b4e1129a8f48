import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { AppError } from '../errors';
import { describeApi } from './openapi';
import { hasAdminKey } from './operator.guard';
import { DOCS_PATH, isDocsRoute, OPENAPI_PATH, routeOf } from './paths';
import { sendProblem } from './problem.filter';

/** How the page behaves: what was typed into "Authorize" outlives a reload, and a group can be found by its name. */
const swaggerOptions = {
  persistAuthorization: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  filter: true,
  defaultModelRendering: 'example',
  defaultModelsExpandDepth: 0,
  showCommonExtensions: true,
} as const;

/** Swagger UI and the document behind it; in production only for who has the admin key. */
export async function mountApiDocs(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  if (config.production)
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!isDocsRoute(routeOf(request)) || mayRead(request, config.admin.apiKeys)) return done();
      // A browser asks for a password then: it has no other way to show a key before there is a page.
      reply.header('www-authenticate', 'Basic realm="Any name, and the admin key", charset="UTF-8"');
      sendProblem(reply, new AppError('unauthorized'));
    });
  SwaggerModule.setup(DOCS_PATH, app, () => describeApi(app), {
    jsonDocumentUrl: OPENAPI_PATH,
    customSiteTitle: 'Telega2Go API',
    swaggerOptions,
  });
}

function mayRead(request: FastifyRequest, keys: readonly string[]): boolean {
  if (hasAdminKey(request, keys)) return true;
  const password = passwordOf(request.headers.authorization);
  return password !== undefined && hasAdminKey({ headers: { 'x-admin-key': password } }, keys);
}

/** RFC 7617; a name has no colon, a key may. */
function passwordOf(authorization = ''): string | undefined {
  const [, credentials] = /^Basic ([\w+/=]+)$/i.exec(authorization) ?? [];
  return credentials && /:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString())?.[1];
}
