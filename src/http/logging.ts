import { Writable } from 'node:stream';
import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config/config';
import { AppError } from '../errors';
import { redact } from './redaction';

/** One line per event; in production JSON, with the id of the request it belongs to. */
export function createLogger({ log }: Pick<Config, 'log'>, destination?: Writable): Logger {
  const options = {
    level: log.level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redact },
    serializers: { error: ofError },
  };
  const stream = destination ?? forgivingStdout();
  if (log.format === 'json') return pino(options, stream);
  return pino(options, pretty({ destination: stream, sync: true, singleLine: true, ignore: 'pid,hostname' }));
}

/** Storage that is unavailable or full is no fault of the code: a stack trace would tell nothing. */
const ofError = (error: Error): unknown =>
  error instanceof AppError && error.code !== 'internal'
    ? { type: error.name, message: error.code, why: (error.details.cause as Error | undefined)?.message }
    : pino.stdSerializers.errWithCause(error);

/** A log line that cannot be written (a full disk behind a redirect) is lost, but never a request or the process. */
function forgivingStdout(): Writable {
  const stdout = pino.destination({ fd: 1, sync: true });
  stdout.on('error', () => undefined);
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      try {
        stdout.write(line);
      } catch {
        // Also reported to the listener above.
      }
      done();
    },
  });
}

/** Contexts in which Nest logs how it is assembled: fifty lines per start that no operator needs. */
const ASSEMBLY = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

type Entry = string | Error | (Record<string, unknown> & { msg?: string });

/** Lets Nest, and every module's `Logger`, write through pino: a sentence, or an object with `msg` and fields. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(entry: Entry, ...context: unknown[]): void {
    this.write(ASSEMBLY.has(String(context.at(-1))) ? 'debug' : 'info', entry, context);
  }

  warn(entry: Entry, ...context: unknown[]): void {
    this.write('warn', entry, context);
  }

  debug(entry: Entry, ...context: unknown[]): void {
    this.write('debug', entry, context);
  }

  verbose(entry: Entry, ...context: unknown[]): void {
    this.write('trace', entry, context);
  }

  error(entry: Entry, ...context: unknown[]): void {
    this.write('error', entry, context);
  }

  fatal(entry: Entry, ...context: unknown[]): void {
    this.write('fatal', entry, context);
  }

  setLogLevels(_levels: LogLevel[]): void {
    // LOG_LEVEL decides.
  }

  /** Nest passes the name of the context last, and before it, for an error that it caught, the stack. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    entry: Entry,
    context: unknown[],
  ): void {
    const place = context.at(-1);
    // What prevents a start is reported in one line, where the process exits.
    if (place === 'ExceptionHandler') return;
    const stack = context.length > 1 ? context[0] : undefined;
    this.logger[level]({ context: place, stack, ...fieldsOf(entry) });
  }
}

/** An error's fields are not enumerable: spreading one would log a line without a word. */
function fieldsOf(entry: Entry): Record<string, unknown> {
  if (typeof entry === 'string') return { msg: entry };
  return entry instanceof Error ? { msg: entry.message, error: entry } : entry;
}
