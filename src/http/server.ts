import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join, sep } from 'node:path';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import serveFiles from '@fastify/static';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { AppError } from '../errors';
import { Metrics } from '../metrics/metrics';
import { readOnlyJson } from './json.body';
import { sendProblem } from './problem.filter';
import { requestIdOf, runWithRequestId } from './request-context';

const BODY_LIMIT = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** Below these a path that nobody serves is not a page of the web app. */
const NEVER_A_PAGE = /^\/(api|assets|sandbox|health|metrics|\.well-known|telegram)([/?]|$)/;

export function createAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    forceCloseConnections: 'idle',
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
  });
}

/** Everything around the routes: request ids, metrics, the request log, security headers, CORS, the web app's files. */
export async function furnish(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  readOnlyJson(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    runWithRequestId(request.id, done);
  });
  observeRequests(fastify, app.get(Metrics), logger);
  await fastify.register(helmet, securityHeaders(config));
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  if (config.corsOrigins.length > 0)
    await fastify.register(cors, { origin: [...config.corsOrigins], credentials: true });
  await serveWebApp(fastify, config);
}

/** The route's pattern is logged, not the path: the path of a verification is its initiator's proof. */
function observeRequests(fastify: FastifyInstance, metrics: Metrics, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const seconds = reply.elapsedTime / 1000;
    metrics.httpRequestSeconds.observe({ method: request.method, route, status: reply.statusCode }, seconds);
    if (!route.startsWith('/sandbox'))
      logger.info({ msg: 'request', method: request.method, route, status: reply.statusCode, seconds });
    done();
  });
}

function securityHeaders({ publicUrl, telegram }: Config) {
  const isHttps = publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...(telegram.sandbox ? ['blob:'] : [])],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
    xFrameOptions: { action: 'deny' as const },
    crossOriginOpenerPolicy: isHttps,
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
  };
}

/** Files as they are, and the page of the web app for every path of its own; a path that nobody knows stays a 404. */
async function serveWebApp(fastify: FastifyInstance, config: Config): Promise<void> {
  const root = join(__dirname, '..', 'web');
  if (!existsSync(join(root, 'index.html'))) return;
  await fastify.register(serveFiles, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: cacheFile,
  });
  if (config.telegram.sandbox) fastify.get('/sandbox', (_, reply) => sendPage(reply, 'sandbox.html'));
  fastify.get('/*', (request, reply) => {
    if (NEVER_A_PAGE.test(request.url)) return sendProblem(reply, new AppError('not_found'));
    return sendPage(reply, 'index.html');
  });
}

/** Only files under `assets` carry a hash of their content in their name. */
function cacheFile(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

const sendPage = (reply: FastifyReply, page: string) => reply.sendFile(page);
