import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import type { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { RefusedKeys } from './admin/now/refused.keys';
import { AppModule } from './app.module';
import { Apps } from './apps/apps';
import { clock } from './clock';
import type { Config } from './config/config';
import { mountApiDocs } from './http/docs/api.docs';
import { refuseOtherNames } from './http/request/host';
import { createLogger, NestLogger } from './http/logging';
import { answerOnceWritten } from './http/durable.answers';
import { createAdapter, furnish } from './http/server';
import { Database } from './persistence/database';
import { serveOidc } from './oidc/oidc.route';
import { OidcService } from './oidc/oidc.service';
import { AppBots } from './otp/app.bots';
import { serveWebApp } from './pages/web.app';
import { sandbox } from './sandbox/sandbox.plugin';
import { Bots } from './telegram/bots/telegram.bots';
import { serveSecurityTxt } from './http/security.txt';
import { serveWebhook } from './telegram/updates/webhook.route';

/**
 * How long each address of a host has to answer before the next is tried. Node's 250 ms are too short for the far side
 * of the world, or a lost packet resent after a second: if every address is that slow, nothing is ever reached.
 */
const CONNECT_ATTEMPT_MS = 1_500;

/** The whole product on one Fastify server, ready to listen. It logs to standard output unless given another stream. */
export async function createApp(config: Config, log?: Writable): Promise<NestFastifyApplication> {
  setDefaultAutoSelectFamilyAttemptTimeout(CONNECT_ATTEMPT_MS);
  const logger = createLogger(config, log);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createAdapter(config), {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Nest's own parsers accept forms too; ours accepts only JSON.
    bodyParser: false,
  });
  await furnish(app, config, logger);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  answerOnceWritten(fastify, app.get(Database));
  const [apps, appBots] = [app.get(Apps), app.get(AppBots)];
  await fastify.register((files) => serveWebApp(files, { config, apps, askerOf: (uid) => appBots.askingIn(uid) }));
  await mountApiDocs(app, config);
  app.get(RefusedKeys).watch(fastify);
  serveOidc(fastify, app.get(OidcService));
  serveSecurityTxt(fastify, config);
  serveWebhook(fastify, app.get(Bots), config.telegram.webhookSecrets);
  if (config.telegram.sandbox) await fastify.register(mountSandbox, config);
  return app;
}

/** Its phone shows codes: refuses a page that leads a visitor's browser here by its own host name (DNS rebinding). */
async function mountSandbox(fastify: FastifyInstance, config: Config): Promise<void> {
  refuseOtherNames(fastify, config);
  await fastify.register(sandbox, {
    prefix: '/sandbox',
    tokens: config.telegram.botTokens,
    botName: config.brand.name,
    ttlSeconds: config.otp.ttlSeconds,
    appUrl: config.publicUrl,
    now: () => clock.wall().getTime(),
    skipTime: (ms: number) => clock.skip(ms),
  });
}
