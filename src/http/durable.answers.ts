import type { FastifyInstance } from 'fastify';

/** `written` is undefined if everything is durable, else resolves once it is. @see Database.written */
type Store = Readonly<{ written(): Promise<void> | undefined }>;

/** What is acknowledged must survive a crash: an answer is sent once the writes that it may report are on the disk. */
export function answerOnceWritten(fastify: FastifyInstance, store: Store): void {
  fastify.addHook('onSend', (_request, _reply, _payload, done) => {
    const written = store.written();
    if (written) written.then(() => done(), done);
    else done();
  });
}
