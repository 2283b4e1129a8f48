import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/**
 * Answers with server-sent events, and reads on only when the client has read. It writes to the connection itself: with
 * what Nest and Fastify put around a stream, an open page would take twice the memory.
 */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<string>): void {
  reply.hijack();
  const { raw } = reply;
  const headers = reply.getHeaders() as OutgoingHttpHeaders;
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
  // A question of what would come leaves the connection free for the next.
  if (reply.request.method === 'HEAD') return void raw.end();
  raw.flushHeaders();
  pour(events, raw).catch((error: unknown) => {
    new Logger('EventStream').error({ msg: 'a stream of events broke off', error });
    raw.destroy();
  });
}

async function pour(events: AsyncIterable<string>, raw: ServerResponse): Promise<void> {
  for await (const event of events) {
    const isFull = !raw.write(event);
    // The client has left: the events end with this loop.
    if (raw.destroyed) return;
    if (isFull) await isRead(raw);
  }
  raw.end();
}

/** Resolves, too, when the client has left. */
const isRead = (raw: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const goOn = () => {
      raw.off('drain', goOn).off('close', goOn);
      resolve();
    };
    raw.on('drain', goOn).on('close', goOn);
  });
