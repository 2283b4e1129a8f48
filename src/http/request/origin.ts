import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config';
import { AppError } from '../../errors';
import { routeOf } from '../paths';
import { sendProblem } from '../problems/problem.filter';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site makes a visitor's browser ask for, before sign-in too: what they are signed in to then might be
 * somebody else's account. Programs, which are no browser, have nothing to say of where they are.
 */
export function refuseForeignSites(fastify: FastifyInstance, config: Config): void {
  const allowed = new Set([config.publicUrl, config.magicLinkBaseUrl].map((url) => new URL(url).origin));
  for (const origin of config.corsOrigins) allowed.add(origin);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!changesState(request) || isOurs(request, allowed)) done();
    else sendProblem(reply, new AppError('forbidden'));
  });
}

/** True for what a browser asks on a page of ours; an old one, or one over plain http, tells its origin alone. */
export function isOurPage({ headers }: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && origin === new URL(publicUrl).origin;
}

/** By the route, as it was declared: a path can be spelt in many ways. */
const changesState = (request: FastifyRequest): boolean =>
  !SAFE_METHODS.includes(request.method) && routeOf(request).startsWith('/api/');

/** A browser that does not say where from (over plain http, say) tells at least the origin. */
function isOurs({ headers }: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return true;
  return origin === undefined ? site === undefined : allowed.has(origin);
}
