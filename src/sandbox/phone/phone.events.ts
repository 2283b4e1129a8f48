import type { FastifyReply } from 'fastify';
import type { World } from '../sandbox.world';

const HEARTBEAT_MS = 15_000;

/** Sends a server-sent event for a change on any phone; the page then reads the state. Ends when the sandbox closes. */
export function streamChanges(world: World, reply: FastifyReply, closing: AbortSignal): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  let isAnnounced = false;
  const announce = () => {
    isAnnounced = false;
    if (!raw.writableEnded) raw.write('event: changed\ndata: {}\n\n');
  };
  // A burst of changes is one event, since the page rereads the whole state.
  const stopWatching = world.watch(() => {
    if (isAnnounced) return;
    isAnnounced = true;
    setImmediate(announce);
  });
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  const end = () => raw.end();
  closing.addEventListener('abort', end, { once: true });
  raw.once('close', () => {
    stopWatching();
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
  });
  announce();
}
