import { randomBytes } from 'node:crypto';
import { Api } from './api';
import { AppProcess } from './app.process';
import { codeOf, Telegram, type PhoneMessage } from './telegram';
import { until } from './until';
import { WebhookReceiver } from './webhook.receiver';

/** A webhook as administrators see it. */
export type Listed = Readonly<{
  id: string;
  type: string;
  state: string;
  attempts: number;
  http_status: number | null;
  error: string | null;
  next_attempt_at: string | null;
  ended_at: string | null;
}>;
export type List = Readonly<{ webhooks: readonly Listed[]; next_cursor: string | null }>;

type Registered = Readonly<{ id: string; person: number; message: PhoneMessage; code: string }>;
type Settings = Readonly<Record<string, string>>;

export const aWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The product, and a service that it tells what happens. */
export class WebhookStage {
  readonly secret = aWebhookSecret();
  app!: AppProcess;
  api!: Api;
  private readonly started: AppProcess[] = [];

  private constructor(
    readonly telegram: Telegram,
    readonly receiver: WebhookReceiver,
  ) {}

  static async open(): Promise<WebhookStage> {
    return new WebhookStage(await Telegram.start(), await WebhookReceiver.start());
  }

  /** What the product needs to be told to tell the service. */
  get settings(): Settings {
    return { WEBHOOK_URL: this.receiver.url, WEBHOOK_SECRET: this.secret };
  }

  async start(settings: Settings = this.settings): Promise<void> {
    this.app = await AppProcess.prepare({ ...this.telegram.settings, ...settings });
    this.api = new Api(this.app);
    this.started.push(this.app);
    await this.app.boot();
  }

  async close(): Promise<void> {
    await Promise.all(this.started.map((app) => app.close()));
    await this.receiver.close();
    await this.telegram.stop();
  }

  /** Somebody's message is there. */
  async register(person = this.api.nextPerson()): Promise<Registered> {
    const { verification_id: id } = await this.api.register({ telegram_chat_id: person, name: 'Ann Secretive' });
    const [message] = await this.telegram.untilCodeMessages(person, 1);
    return { id, person, message: message!, code: codeOf(message!)! };
  }

  /** Somebody new comes in, of which three webhooks tell. @returns the account's id */
  async signIn(): Promise<string> {
    const { id, code } = await this.register();
    return (await this.api.verifyOtp(id, code)).body.user.id;
  }

  async list(query = ''): Promise<List> {
    return (await this.app.get<List>(`/api/admin/webhooks${query}`)).body;
  }

  untilListed(state: string, count: number): Promise<readonly Listed[]> {
    return until(async () => {
      const { webhooks } = await this.list(`?state=${state}`);
      return webhooks.length >= count ? webhooks : undefined;
    }, `${count} webhooks to be ${state}`);
  }
}
