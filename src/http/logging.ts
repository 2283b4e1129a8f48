import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config';
import { redact } from './redaction';

/** One line an event; in production JSON, with the id of the request it belongs to. */
export function createLogger({ log }: Pick<Config, 'log'>, destination?: NodeJS.WritableStream): Logger {
  const options = {
    level: log.level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redact },
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  const stream = destination ?? process.stdout;
  if (log.format === 'json') return pino(options, destination ?? pino.destination({ fd: 1, sync: true }));
  return pino(options, pretty({ destination: stream, sync: true, singleLine: true, ignore: 'pid,hostname' }));
}

/** Where Nest says how it is put together: fifty lines a start that no operator asked for. */
const ASSEMBLY = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

type Entry = string | (Record<string, unknown> & { msg?: string });

/** Lets Nest, and every room's `Logger`, write through pino: a sentence, or an object with `msg` and fields. */
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

  /** Nest adds the name of the place last, and before it, for an error that it caught, the stack. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    entry: Entry,
    context: unknown[],
  ): void {
    const place = context.at(-1);
    const stack = context.length > 1 ? context[0] : undefined;
    const fields = typeof entry === 'string' ? { msg: entry } : entry;
    this.logger[level]({ context: place, stack, ...fields });
  }
}
