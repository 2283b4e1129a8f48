import { randomBytes } from 'node:crypto';
import { AccountService } from '../../src/account/account.service';
import { VerificationService } from '../../src/verification/verification.service';
import { Api } from './api';
import { App } from './app';
import { codeOf, Telegram, type PhoneMessage } from './telegram';
import { time } from './time';
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
  app!: App;
  api!: Api;
  /** What was listed before the story that is told now; ids grow with time. */
  private told = '';

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
    this.app = await App.start({ ...this.telegram.settings, ...settings });
    this.api = new Api(this.app);
  }

  /** Another story begins: what was told before is not its own. @returns the moment */
  async begin(): Promise<Date> {
    await until(() => this.isAllTold(), 'all to be told');
    const { webhooks } = await this.list('?limit=1');
    this.told = webhooks[0]?.id ?? this.told;
    this.receiver.received.length = 0;
    time.pass(1);
    return time.now();
  }

  async close(): Promise<void> {
    // First of all: an app that stops waits for what Telegram has not answered.
    await this.telegram.stop();
    await this.app.close();
    await this.receiver.close();
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

  private async isAllTold(): Promise<boolean> {
    if ((await this.app.part(VerificationService).listWithPendingEvents(1)).length > 0) return false;
    if ((await this.app.part(AccountService).listPendingEvents(1)).length > 0) return false;
    return (await this.list('?state=pending')).webhooks.length === 0;
  }

  /** A page of those of this story. */
  async list(query = ''): Promise<List> {
    const { webhooks, next_cursor } = (await this.app.get<List>(`/api/admin/webhooks${query}`)).body;
    return { webhooks: webhooks.filter(({ id }) => id > this.told), next_cursor };
  }

  untilListed(state: string, count: number): Promise<readonly Listed[]> {
    return until(async () => {
      const { webhooks } = await this.list(`?state=${state}`);
      return webhooks.length >= count ? webhooks : undefined;
    }, `${count} webhooks to be ${state}`);
  }
}
