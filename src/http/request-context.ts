import { AsyncLocalStorage } from 'node:async_hooks';
import { randomId } from '../ids';

/** The id of the request that the present work is for; empty outside of one. */
const storage = new AsyncLocalStorage<string>();

export const currentRequestId = (): string | undefined => storage.getStore();

export const runWithRequestId = (id: string, work: () => void): void => storage.run(id, work);

/** A caller's own `X-Request-Id`, if it is short and plain enough for a log. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && /^[\w-]{1,64}$/.test(header) ? header : randomId();
