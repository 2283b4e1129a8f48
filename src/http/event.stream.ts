import type { OutgoingHttpHeaders } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AppError } from '../errors';
import { whenOver } from './over';

/**
 * Answers with server-sent events, and reads on only when the client has read. It writes to the connection itself: with
 * what Nest and Fastify put around a stream, an open page would take twice the memory. No `onSend` hook sees the answer,
 * so what the first event tells must be durable by now.
 */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<string>): void {
  reply.hijack();
  const { raw } = reply;
  const headers = reply.getHeaders() as OutgoingHttpHeaders;
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
  // HEAD asks for the headers only: the connection is free for the next request.
  if (reply.request.method === 'HEAD') return void raw.end();
  // At once, and as one text: held in the pieces that they were made of, they would take another kilobyte a page.
  raw.flushHeaders();
  pour(events, reply).catch((error: unknown) => {
    raw.destroy();
    // Where the store is away, other lines say so: not one for each of ten thousand pages.
    if (error instanceof AppError) return;
    new Logger('EventStream').error({ msg: 'a stream of events broke off', request_id: reply.request.id, error });
  });
}

async function pour(events: AsyncIterable<string>, reply: FastifyReply): Promise<void> {
  const { raw, request } = reply;
  let goOn: () => void = () => undefined;
  raw.on('drain', () => goOn());
  whenOver(reply, () => goOn());
  for await (const event of events) {
    const isFull = !raw.write(event);
    // The client has left: the events end with this loop.
    if (request.raw.socket.destroyed) return;
    if (isFull) await new Promise<void>((resolve) => (goOn = resolve));
  }
  raw.end();
}
