import type { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import type { Config } from './config';
import { mountApiDocs } from './http/api.docs';
import { createLogger, NestLogger } from './http/logging';
import { createAdapter, furnish } from './http/server';
import { sandbox } from './sandbox/sandbox.plugin';
import { Bots } from './telegram/telegram.bots';
import { serveWebhook } from './telegram/webhook.route';

/** The whole product on one Fastify server, ready to listen. It logs to standard output, unless told where else. */
export async function createApp(config: Config, log?: Writable): Promise<NestFastifyApplication> {
  const logger = createLogger(config, log);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createAdapter(config), {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Nest's own parsers take forms too; ours takes JSON alone.
    bodyParser: false,
  });
  await furnish(app, config, logger);
  await mountApiDocs(app, config);
  if (config.telegram.updates === 'webhook')
    serveWebhook(app.getHttpAdapter().getInstance(), app.get(Bots), config.telegram.webhookSecrets);
  if (config.telegram.sandbox)
    await app.getHttpAdapter().getInstance().register(sandbox, {
      prefix: '/sandbox',
      tokens: config.telegram.botTokens,
      ttlSeconds: config.otp.ttlSeconds,
      appUrl: config.publicUrl,
    });
  return app;
}
