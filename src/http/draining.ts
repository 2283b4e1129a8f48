import type { FastifyInstance } from 'fastify';
import { whenOver } from './over';

const LOOK_EVERY_MS = 20;

/**
 * Lets a stopping server finish the requests under way, then closes every connection: clients keep theirs open for the
 * next request, and an idle one would hold up the stop until its time-out.
 */
export function drainOnClose(fastify: FastifyInstance): void {
  let underWay = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    underWay++;
    whenOver(reply, () => underWay--);
    done();
  });
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => underWay === 0 && fastify.server.closeAllConnections(), LOOK_EVERY_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}
