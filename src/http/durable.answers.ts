import type { FastifyInstance } from 'fastify';

/** Undefined where all that was written is durable; else resolves once it is. @see Database.written */
type Store = Readonly<{ written(): Promise<void> | undefined }>;

/** Whatever is acknowledged survives a crash: an answer leaves once what it may tell of is on the disk. */
export function answerOnceWritten(fastify: FastifyInstance, store: Store): void {
  fastify.addHook('onSend', (_request, _reply, _payload, done) => {
    const written = store.written();
    if (written) written.then(() => done(), done);
    else done();
  });
}
