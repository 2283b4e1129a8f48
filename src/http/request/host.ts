import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config';
import { AppError } from '../../errors';
import { sendProblem } from '../problems/problem.filter';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether only our own machine can reach us. */
export const isOnLoopback = ({ host }: Config): boolean => LOOPBACK.test(host);

/** A page of elsewhere reaches us by its own name, where that leads to our address for a moment (DNS rebinding). */
export const isOurName = (host: string | undefined, { publicUrl }: Config): boolean =>
  [...OWN_NAMES, new URL(publicUrl).hostname].includes(nameIn(host));

/** Refuses a request by another name than ours; an address is not a name. */
export function refuseOtherNames(fastify: FastifyInstance, config: Config): void {
  fastify.addHook('onRequest', ({ headers: { host } }, reply, done) => {
    if (isOurName(host, config) || isIP(nameIn(host).replace(/^\[|\]$/g, ''))) done();
    else sendProblem(reply, new AppError('forbidden'));
  });
}

const nameIn = (host = ''): string => host.toLowerCase().replace(/:\d+$/, '');
