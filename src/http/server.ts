import cors from '@fastify/cors';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { clock } from '../clock';
import type { Config } from '../config/config';
import { AppError } from '../errors';
import { requestId } from '../ids';
import type { Lately } from '../metrics/lately';
import { Metrics } from '../metrics/metrics';
import { plainAddress } from './request/address-bucket';
import { boundConnections } from './descriptors';
import { drainOnClose } from './draining';
import { readOnlyJson } from './request/json.body';
import { rememberMethods } from './methods';
import { refuseForeignSites } from './request/origin';
import { trustIn } from './request/trusted.proxies';
import { isDocsRoute, routeOf } from './paths';
import { answerClientError, invalid, problemOf, sendProblem, toAppError } from './problems/problem.filter';
import { securityHeaders } from './security.headers';

const BODY_LIMIT = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How often Node looks for connections beyond these two limits; its default is every half minute. */
const LOOK_FOR_SLOW_MS = 2_000;

/** What pages of `CORS_ORIGINS` may do and read: the same as ours. */
const CORS = {
  credentials: true,
  // An OPTIONS request without an origin is answered, too, and not by a text that is no problem document.
  strictPreflight: false,
  methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
  exposedHeaders: ['date', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
};

/** Answers that hold only for the moment, or only for the client that asked. */
const NEVER_KEPT = /^\/(api|health|metrics)(\/|$)/;

export function createAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: config.trustProxy.length > 0 && trustIn(config.trustProxy),
    genReqId: () => requestId(clock.now()),
    forceCloseConnections: 'idle',
    // During a stop, requests on open connections are served as ever, each as the last one on its connection.
    return503OnClosing: false,
    // A malformed URL or request line never reaches a route, nor the filter of its errors.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, toAppError(error)),
    clientErrorHandler: answerClientError,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: LOOK_FOR_SLOW_MS },
  });
}

/** A caller's own `X-Request-Id`, if it is short and plain enough to stand in the log beside ours. */
const callersIdOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[\w-]{1,64}$/.test(header) ? header : undefined;

/** Everything around the routes: request ids, metrics, the request log, security headers, CORS. */
export async function furnish(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  rememberMethods(fastify);
  readOnlyJson(fastify);
  drainOnClose(fastify);
  boundConnections(fastify.server, logger);
  refuseTwoHosts(fastify);
  closeOnUnreadBody(fastify);
  const headersFor = headersByRoute(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    // All times in answers are by our clock: with this header a client counts down to them.
    const ofOurs = { 'x-request-id': request.id, date: clock.now().toUTCString() };
    reply.headers(headersFor(routeOf(request))).headers(ofOurs);
    done();
  });
  observeRequests(fastify, app.get(Metrics), logger);
  warnOfProxies(fastify, config, logger);
  if (config.corsOrigins.length > 0) await fastify.register(cors, { origin: [...config.corsOrigins], ...CORS });
  refuseForeignSites(fastify, config);
  refuseUnknownRoutes(fastify);
}

/** Refuses unknown routes before their bodies are looked at. */
function refuseUnknownRoutes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) sendProblem(reply, new AppError('not_found'));
    else done();
  });
}

/** RFC 9112, 3.2: a proxy before us may have used the other one. */
function refuseTwoHosts(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
    if (hosts.length < 2) done();
    else sendProblem(reply, invalid('Host', 'must be there once'));
  });
}

/** Node would read all of a body that was refused by its headers, only to keep the connection for another request. */
function closeOnUnreadBody(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const { headers, complete } = request.raw;
    const hasBody = 'transfer-encoding' in headers || Number(headers['content-length']) > 0;
    if (hasBody && !complete) void reply.header('connection', 'close');
    done();
  });
}

/** Answers of the API are not cached. Swagger UI styles itself inline, which no page of ours may. */
function headersByRoute(config: Config): (route: string) => Record<string, string> {
  const ofPages = securityHeaders(config);
  const ofApi = { ...ofPages, 'cache-control': 'no-store' };
  const ofDocs = { ...ofApi, ...securityHeaders(config, { allowsInlineStyle: true }) };
  return (route) => (isDocsRoute(route) ? ofDocs : NEVER_KEPT.test(route) ? ofApi : ofPages);
}

/** What an open operators' page requests every few seconds: it would be most of a quiet hour's log. */
const LOOKED_AT = /^\/api\/admin\/(?:now|circuits|stats|stats\/series|counts|webhooks|audit|deliveries|verifications)$/;

/** The route's pattern is logged, not the path: a verification's path contains its initiator's proof. */
function observeRequests(fastify: FastifyInstance, metrics: Metrics, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = routeOf(request) || 'unknown';
    const seconds = Math.round(reply.elapsedTime * 10) / 10_000;
    metrics.httpRequestSeconds.observe({ method, route, status: reply.statusCode }, seconds);
    if (OF_PEOPLE.test(route)) countLately(request, reply, metrics.lately);
    const ids = { request_id: request.id, caller_request_id: callersIdOf(request.headers['x-request-id']) };
    const isLook = method === 'GET' && reply.statusCode === 200 && LOOKED_AT.test(route);
    if (!route.startsWith('/sandbox'))
      logger[isLook ? 'debug' : 'info']({ msg: 'request', ...ids, method, route, status: reply.statusCode, seconds });
    done();
  });
}

/** Requests by people and services; operators' looks do not count as traffic. */
const OF_PEOPLE = /^\/api\/(?!admin|docs|openapi)/;

function countLately(request: FastifyRequest, { statusCode: status }: FastifyReply, lately: Lately): void {
  lately.add('requests', clock.elapsed());
  if (status < 500) return;
  lately.add('faults', clock.elapsed());
  const { id: requestId, method } = request;
  lately.keep({ requestId, at: clock.now(), method, route: routeOf(request), status, code: problemOf(request) });
}

/** Behind a proxy that is unknown or names no clients, all clients count as one: one line says so. */
function warnOfProxies(fastify: FastifyInstance, { trustProxy }: Config, logger: Logger): void {
  const [isWrong, warning] =
    trustProxy.length > 0
      ? [
          ({ ip }: FastifyRequest) => plainAddress(ip) === undefined,
          'there is no address in X-Forwarded-For where a proxy should have put one: it counts as the proxy itself',
        ]
      : [
          ({ headers }: FastifyRequest) => 'x-forwarded-for' in headers || 'forwarded' in headers,
          'a proxy tells whom it asks for, and TRUST_PROXY is not set: all clients behind it count as one',
        ];
  let isWarned = false;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!isWarned && isWrong(request)) {
      isWarned = true;
      logger.warn(warning);
    }
    done();
  });
}
