import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config';
import { AppError } from '../../errors';
import { routeOf } from '../paths';
import { sendProblem } from '../problems/problem.filter';
import { LOOPBACK_NAMES } from './host';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses changes that another site makes a visitor's browser request, before sign-in too: visitors could end up signed
 * in to an attacker's account. Programs that are not browsers send neither header, and pass.
 */
export function refuseForeignSites(fastify: FastifyInstance, config: Config): void {
  const allowed = new Set([config.publicUrl, config.magicLinkBaseUrl].flatMap(originsOf));
  for (const origin of config.corsOrigins) allowed.add(origin);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!changesState(request) || isOurs(request, allowed)) done();
    else sendProblem(reply, new AppError('forbidden'));
  });
}

/** True for requests from our own pages; an old browser, or one over plain http, sends only its origin. */
export function isOurPage({ headers }: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && originsOf(publicUrl).includes(origin);
}

/** The origins of our pages: on loopback, each name of the machine leads to the same server. */
function originsOf(url: string): string[] {
  const { origin, protocol, hostname, port } = new URL(url);
  if (!LOOPBACK_NAMES.includes(hostname)) return [origin];
  return LOOPBACK_NAMES.map((name) => new URL(`${protocol}//${name}:${port}`).origin);
}

/** By the declared route: a path can be spelt in many ways. */
const changesState = (request: FastifyRequest): boolean =>
  !SAFE_METHODS.includes(request.method) && routeOf(request).startsWith('/api/');

/** A browser that does not send `Sec-Fetch-Site` (over plain http, say) sends at least the origin. */
function isOurs({ headers }: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return true;
  return origin === undefined ? site === undefined : allowed.has(origin);
}
