import { mongo, MongooseError } from 'mongoose';
import { AppError } from '../../errors';

const DUPLICATE_KEY = 11_000;
const RETRY_AFTER_SECONDS = 5;

/** A document with this key already exists. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;

/** Whether the error is one of unavailable storage; anything else is a bug of ours. */
export const isOfStorage = (error: unknown): boolean =>
  error instanceof mongo.MongoError ||
  isOfSocket(error) ||
  (error instanceof MongooseError && error.name === 'MongooseError');

/** A connection that breaks while it is written to surfaces through the driver as Node's own error. */
const isOfSocket = (error: unknown): boolean => error instanceof Error && 'syscall' in error && 'code' in error;

/** For the log: the driver's own errors carry all that it knows about the servers, a page each time. */
class MongoTrouble extends Error {
  constructor(
    message: string,
    /** The operation may or may not have taken effect. */
    readonly isOutcomeOpen: boolean,
  ) {
    super(message);
    this.name = 'MongoTrouble';
    this.stack = `${this.name}: ${message}`;
  }
}

/** True unless it is certain that nothing was written, because no server was found to ask. */
export const isOutcomeOpen = (error: unknown): boolean =>
  error instanceof AppError && error.details.cause instanceof MongoTrouble && error.details.cause.isOutcomeOpen;

export function unavailable(error: unknown): AppError {
  const isAsked = isOfStorage(error) && !(error instanceof mongo.MongoServerSelectionError);
  const cause = new MongoTrouble(reasonOf(error), isAsked);
  return new AppError('storage_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

/** For the log: the driver names hosts, never the credentials. */
export function reasonOf(error: unknown): string {
  const { message, name } = error instanceof Error ? error : new Error(String(error));
  return message || name;
}
