import type { FastifyInstance } from 'fastify';
import { clock } from '../clock';
import type { Config } from '../config/config';
import { languages } from '../config/languages';

const GOOD_FOR_MS = 180 * 86_400_000;

/** RFC 9116: where to report a vulnerability. */
export function serveSecurityTxt(fastify: FastifyInstance, { securityContact, publicUrl }: Config): void {
  if (securityContact === undefined) return;
  fastify.get('/.well-known/security.txt', (_, reply) => {
    const lines = [
      `Contact: ${securityContact}`,
      `Expires: ${new Date(clock.wall().getTime() + GOOD_FOR_MS).toISOString()}`,
      `Preferred-Languages: ${languages.join(', ')}`,
      `Canonical: ${publicUrl}/.well-known/security.txt`,
    ];
    return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}
