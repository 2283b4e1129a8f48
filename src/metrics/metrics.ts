import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Lately } from './lately';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

/** Every label is demanded: without one of them it would be a series that no alert asks for. */
type Labels<T extends string> = Readonly<Record<T, string | number>>;
type LabelledCounter<T extends string> = Pick<Counter<T>, 'get'> &
  Readonly<{ inc: (labels: Labels<T>, by?: number) => void }>;
type LabelledHistogram<T extends string> = Pick<Histogram<T>, 'get'> &
  Readonly<{ observe: (labels: Labels<T>, seconds: number) => void }>;

/** What an operator's Prometheus reads; each name is part of the product's contract. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly lately = new Lately();

  readonly otpSent = this.counter('otp_sent_total', 'Messages that Telegram acknowledged.');
  readonly otpFailed = this.counter('otp_failed_total', 'Deliveries given up, by reason.', ['reason']);
  readonly otpWrong = this.counter('otp_wrong_total', 'Codes and signs that were compared and wrong.');
  readonly rateLimited = this.counter('rate_limit_exceeded_total', 'Requests refused by a limit.', ['limit']);
  readonly adminKeysRefused = this.counter(
    'admin_keys_refused_total',
    'Keys and tokens that opened nothing where operators ask.',
  );
  readonly telegramRequestSeconds = this.histogram('telegram_request_duration_seconds', 'Bot API calls.', [
    'method',
    'outcome',
  ]);
  readonly telegramTimeouts = this.counter('telegram_timeouts_total', 'Bot API calls that timed out.', ['method']);
  readonly deliverySeconds = this.histogram(
    'otp_delivery_duration_seconds',
    "From the request to Telegram's acknowledgement.",
  );
  readonly qrSeconds = this.histogram('qr_generation_duration_seconds', 'Drawing one QR picture.');
  readonly verifications = this.counter('verifications_total', 'Verifications ended, by outcome and door.', [
    'outcome',
    'door',
  ]);
  readonly webhooksSent = this.counter('webhooks_sent_total', 'Attempts to tell other services, by what came of it.', [
    'type',
    'outcome',
  ]);
  readonly webhooksPending = this.gauge('webhooks_pending', 'Webhooks that other services have not taken yet.');
  readonly logoutsSent = this.counter(
    'openid_logouts_sent_total',
    'Attempts to tell apps that a person has signed out, by what came of it.',
    ['outcome'],
  );
  readonly logoutsPending = this.gauge('openid_logouts_pending', 'Ends of sign-ins that apps do not know of yet.');
  readonly retentionErased = this.counter('retention_erased_total', 'Records erased because their time was over.', [
    'kind',
  ]);
  readonly clockAheadSeconds = this.gauge(
    'clock_ahead_seconds',
    "How far our time is ahead of Telegram's, or of this machine's clock until Telegram has told it.",
  );
  readonly deliveriesPending = this.gauge('deliveries_pending', 'Messages waiting to be sent.');
  readonly deletionsPending = this.gauge('deletions_pending', 'Messages in Telegram that are still to be deleted.');
  readonly messagesOverstaying = this.gauge(
    'messages_overstaying',
    'Messages that should have left Telegram a minute ago and more.',
  );
  readonly messagesStranded = this.gauge(
    'messages_stranded',
    'Messages of bots whose token is not in the settings: nobody can send or delete them.',
  );
  readonly ready = this.gauge(
    'ready',
    'Whether requests may come: 1 as long as the store takes writes and no stop is under way.',
  );
  readonly botUp = new Gauge({
    name: 'telegram_bot_up',
    help: 'Whether a bot gets its updates: 1 it does, here or at the instance that has it; 0 it does not.',
    labelNames: ['bot'],
    registers: [this.registry],
  });
  readonly circuitState = new Gauge({
    name: 'telegram_circuit_state',
    help: 'Whether a bot sends: 0 closed (it does), 1 half-open (a probe is under way), 2 open (Telegram does not answer).',
    labelNames: ['bot'],
    registers: [this.registry],
  });
  readonly heldBackSeconds = new Gauge({
    name: 'telegram_held_back_seconds',
    help: 'How long a bot sends nothing, because Telegram asked for a pause or does not answer.',
    labelNames: ['bot'],
    registers: [this.registry],
  });
  readonly overstaySeconds = this.histogram(
    'message_overstay_seconds',
    'How long past its time a message lived in Telegram.',
  );
  readonly httpRequestSeconds = this.histogram('http_request_duration_seconds', 'HTTP requests served.', [
    'method',
    'route',
    'status',
  ]);

  private readonly readings: (() => Promise<void>)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Registers a reading to take whenever the metrics are scraped. */
  beforeScrape(read: () => Promise<void>): void {
    this.readings.push(read);
  }

  /** The text that Prometheus reads. */
  async scrape(): Promise<string> {
    await Promise.all(this.readings.map((read) => read()));
    return this.registry.metrics();
  }

  private counter(name: string, help: string): Counter;
  private counter<T extends string>(name: string, help: string, labelNames: T[]): LabelledCounter<T>;
  private counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string): Histogram;
  private histogram<T extends string>(name: string, help: string, labelNames: T[]): LabelledHistogram<T>;
  private histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}
