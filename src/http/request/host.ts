import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config';
import { AppError } from '../../errors';
import { sendProblem } from '../problems/problem.filter';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
/** What our own machine calls itself. */
export const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether only our own machine can reach us. */
export const isOnLoopback = ({ host }: Config): boolean => LOOPBACK.test(host);

/** Whether a request names us. A foreign page that DNS rebinding leads to our address reaches us by its own name. */
export const isOurName = (host: string | undefined, { publicUrl }: Config): boolean =>
  [...LOOPBACK_NAMES, new URL(publicUrl).hostname].includes(nameIn(host));

/** Refuses requests for a name that is not ours; an address is not a name. */
export function refuseOtherNames(fastify: FastifyInstance, config: Config): void {
  fastify.addHook('onRequest', ({ headers: { host } }, reply, done) => {
    if (isOurName(host, config) || isIP(nameIn(host).replace(/^\[|\]$/g, ''))) done();
    else sendProblem(reply, new AppError('forbidden'));
  });
}

const nameIn = (host = ''): string => host.toLowerCase().replace(/:\d+$/, '');
