import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { AppError } from '../errors';
import { describeApi } from './openapi';
import { operatorOf } from './operator.guard';
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

/** Swagger UI and the document behind it, for operators. */
export async function mountApiDocs(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isDocsRoute(routeOf(request)) || mayRead(request, config)) return done();
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

function mayRead(request: FastifyRequest, config: Config): boolean {
  const password = passwordOf(request.headers.authorization);
  const headers = password === undefined ? request.headers : { 'x-admin-key': password };
  return operatorOf({ headers }, config) !== undefined;
}

/** RFC 7617; a name has no colon, a key may. */
function passwordOf(authorization = ''): string | undefined {
  const [, credentials] = /^Basic ([\w+/=]+)$/i.exec(authorization) ?? [];
  return credentials && /:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString())?.[1];
}
