import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';
import { AppError } from '../errors';
import { describeApi } from './openapi';
import { hasAdminKey } from './operator.guard';
import { DOCS_PATH, isDocsRoute, OPENAPI_PATH, routeOf } from './paths';
import { sendProblem } from './problem.filter';

/** Swagger UI and the document behind it; in production only for who has the admin key. */
export async function mountApiDocs(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  if (config.production)
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!isDocsRoute(routeOf(request)) || hasAdminKey(request, config.admin.apiKey)) return done();
      sendProblem(reply, new AppError('unauthorized'));
    });
  SwaggerModule.setup(DOCS_PATH, app, () => describeApi(app), { jsonDocumentUrl: OPENAPI_PATH });
}
