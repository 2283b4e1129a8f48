import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** By connection, what is still to be called when it closes. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `act` once, when the answer is out or the client has left. Node closes no response whose turn on its connection
 * never came: of a client that sends several requests at once, and leaves at the first answer.
 */
export function whenOver({ raw, request }: FastifyReply, act: () => void): void {
  const acts = actsOf(request.raw.socket);
  const over = () => {
    if (acts.delete(over)) act();
  };
  acts.add(over);
  raw.once('close', over);
}

function actsOf(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known) return known;
  const acts = new Set<() => void>();
  waiting.set(socket, acts);
  socket.once('close', () => acts.forEach((over) => over()));
  return acts;
}
