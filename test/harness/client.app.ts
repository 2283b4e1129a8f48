import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { App } from './app';
import { fetchAlone, OpenidBrowser } from './openid.browser';
import { OpenidStage, SECRET } from './openid.stage';
import { freePort } from './ports';
import { until } from './until';

const CLIENTS = join(__dirname, '../clients');

/** What an app has to know of us, and of itself. */
export type Given = Readonly<{ issuer: string; clientId: string; clientSecret: string; port: number; url: string }>;

type Conduct = Readonly<{
  answer?: 'consent' | 'abort';
  browser?: OpenidBrowser;
  /** What they do at their account first. */
  before?: (token: string) => Promise<void>;
}>;

type Stop = () => Promise<unknown>;
type Program = Readonly<{ command: string; args?: readonly string[]; env?: Readonly<Record<string, string>> }>;

/** An app of other authors, beside the product, and people who sign in to it by us. */
export class ClientApp {
  private constructor(
    readonly given: Given,
    private readonly stage: OpenidStage,
    private readonly stop: Stop,
  ) {}

  /** @param callback where people come back to */
  static async open(
    serve: (given: Given) => Promise<Stop>,
    callback = '/callback',
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ClientApp> {
    const port = await freePort();
    // Another name of this machine than the product's: browsers send the cookies of a host to all of its ports.
    const url = `http://localhost:${port}`;
    const [clientId, clientSecret] = ['client', SECRET];
    const entry = { id: clientId, name: 'Client', redirect_uris: [url + callback], secret: clientSecret };
    const stage = await OpenidStage.open(settings, [entry]);
    const given = { issuer: stage.house.app.url, clientId, clientSecret, port, url };
    try {
      return new ClientApp(given, stage, await serve(given));
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.stop();
    await this.stage.close();
  }

  get product(): App {
    return this.stage.house.app;
  }

  /** One at the app; at the product the same person has another, as browsers keep cookies apart by host. */
  browser(): OpenidBrowser {
    return new OpenidBrowser(this.given.url);
  }

  /**
   * From the app to us, and back with what the person answers here.
   * @returns what the app shows then, and who it was
   */
  async signIn(from: string, { answer = 'consent', browser = this.browser(), before }: Conduct = {}) {
    const ours = this.stage.browser();
    const token = await this.stage.signIn(ours);
    await before?.(token);
    const page = await ours.follow(await browser.follow(from));
    const asked = answer === 'abort' ? page : await this.stage.goOn(ours, page, token);
    const { body } = await this.stage.interact(ours, asked, answer, token);
    const response = await browser.arrive(await ours.follow(body.redirect_to as string));
    return { status: response.status, text: await response.text(), sub: subOf(token), browser };
  }
}

/** A program in a process of its own, which is told all it needs by its arguments and its environment. */
export const aProgram =
  (program: (given: Given) => Program) =>
  async (given: Given): Promise<Stop> => {
    const { command, args = [], env } = program(given);
    const child = spawn(command, args, { cwd: CLIENTS, env: { PATH: process.env.PATH, ...env } });
    const gone = once(child, 'exit');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const ended = gone.then(([code]) => Promise.reject(new Error(`the app ended with ${code}: ${output}`)));
    await Promise.race([until(() => serves(given.url), 'the app to serve'), ended]);
    ended.catch(() => undefined);
    return () => (child.kill('SIGTERM'), gone);
  };

/** The settings of those that are ours. */
export const settingsOf = ({ issuer, clientId, clientSecret, port }: Given) => ({
  ISSUER: issuer,
  CLIENT_ID: clientId,
  CLIENT_SECRET: clientSecret,
  PORT: String(port),
});

const serves = (url: string): Promise<boolean> =>
  fetchAlone(url, { redirect: 'manual' }).then(
    (response) => response.text().then(() => true),
    () => false,
  );

/** The account's id, which is the `sub` that apps are told. */
const subOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub;
