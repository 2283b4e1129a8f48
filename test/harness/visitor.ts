import type { BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core';
import { takePicture } from './pictures';

/** The person whom every sandbox knows, who has not pressed Start yet. */
export const ANN = 7_000_000_001;

type Form = Readonly<{ name?: string; email?: string; chatId?: number }>;

/** A person at a browser: one tab with the app, others with what opens from it, all watched for faults. */
export class Visitor {
  /** What must never happen in a tab: errors in the console, requests to strangers, refusals by the content policy. */
  readonly faults: string[] = [];
  private lastEmail = 0;

  constructor(
    private readonly context: BrowserContext,
    private readonly origin: string,
    private readonly folder: string,
  ) {
    context.on('console', (message) => this.heard(message));
    context.on('weberror', (error) => this.faults.push(`thrown: ${error.error().message}`));
    context.on('request', (request) => this.asked(request.url()));
  }

  /** A tab in which the app stands, whatever it says. */
  async open(path = '/'): Promise<Page> {
    const page = await this.openEmpty();
    await page.goto(path);
    await page.locator('main').first().waitFor();
    return page;
  }

  openEmpty(): Promise<Page> {
    return this.context.newPage();
  }

  /** Fills in the front door and goes on; answers once the waiting room stands. */
  async register(page: Page, { name = 'Ann Example', email, chatId }: Form = {}): Promise<void> {
    if (new URL(page.url()).pathname !== '/register') await page.locator('a[href="/register"]').click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('E-mail').fill(email ?? `ann${Date.now()}${++this.lastEmail}@example.org`);
    if (chatId !== undefined) await this.say(page, chatId);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.waitForURL('**/wait');
  }

  /** Outside of the sandbox no form asks for a chat id; the API takes one all the same. */
  private async say(page: Page, chatId: number): Promise<void> {
    const { sandbox } = (await (await page.request.get('/api/app')).json()) as { sandbox: boolean };
    if (sandbox) return page.getByLabel('Telegram chat id').fill(String(chatId));
    await page.route(
      '**/api/register',
      (route) => {
        const typed = route.request().postDataJSON() as object;
        return route.continue({ postData: JSON.stringify({ ...typed, telegram_chat_id: chatId }) });
      },
      { times: 1 },
    );
  }

  /** The sandbox's phone of that person. */
  phoneOf(person: number): Promise<Page> {
    return this.open(`/sandbox?person=${person}`);
  }

  /** Presses a link that opens another tab, and answers with that tab. */
  follow(link: Locator): Promise<Page> {
    return this.opens(() => link.click());
  }

  /** Does what opens another tab, and answers with that tab. */
  async opens(act: () => Promise<void>): Promise<Page> {
    const opened = this.context.waitForEvent('page');
    await act();
    const tab = await opened;
    await tab.waitForLoadState();
    return tab;
  }

  picture(page: Page, name: string): Promise<void> {
    return takePicture(page, this.folder, name);
  }

  /** Closes every tab; fails if anything went wrong in one of them. */
  async leave(): Promise<void> {
    await this.context.close();
    if (this.faults.length > 0) throw new Error(`faults in the browser:\n${this.faults.join('\n')}`);
  }

  /** Chromium logs refused calls and a server that is away as errors; what the page says about them is asserted instead. */
  private heard(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    const isCall = /\/(api|sandbox\/api)\//.test(message.location().url);
    if (isCall && message.text().startsWith('Failed to load resource')) return;
    // A killed server takes what is under way with it, the icon too, and so does a connection that is cut; Chromium has a word for each moment of that.
    if (
      /net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INTERNET_DISCONNECTED)/.test(
        message.text(),
      )
    )
      return;
    // A page that is not there is 404, and says so.
    if (message.location().url.endsWith('/no-such-page')) return;
    // So is the service worker's, which is looked for anew now and then.
    if (message.text() === 'An unknown error occurred when fetching the script.') return;
    this.faults.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  }

  private asked(url: string): void {
    const { protocol, origin } = new URL(url);
    if (protocol.startsWith('http') && origin !== this.origin) this.faults.push(`asked a stranger: ${url}`);
  }
}

/** Waits until the page's headline says this. */
export async function says(page: Page, headline: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 });
  await heading
    .and(page.getByText(headline, { exact: true }))
    .waitFor()
    .catch(async () => {
      throw new Error(`waited for "${headline}", but the page says: ${(await heading.allTextContents()).join(', ')}`);
    });
}

/** Waits until this sentence can be read somewhere on the page. */
export const reads = (page: Page, sentence: string | RegExp): Promise<void> =>
  page.getByText(sentence).first().waitFor();

const codeOn = (phone: Page): Locator => phone.getByRole('button', { name: /^Copy \d{6,}$/ });

/** Waits for the message on the phone and reads its code. */
export async function readCode(phone: Page): Promise<string> {
  return (await codeOn(phone).last().textContent()) ?? '';
}

/** What the message's button opens. */
export async function readLink(phone: Page): Promise<string> {
  return (await phone.getByRole('link', { name: 'Sign in' }).getAttribute('href')) ?? '';
}

/** Waits until no message with a code is on the phone. */
export async function waitUntilBurnt(phone: Page): Promise<void> {
  await reads(phone, /A message deleted itself at/);
  await codeOn(phone).waitFor({ state: 'detached' });
}

export const typeCode = (page: Page, code: string): Promise<void> =>
  page.getByLabel('Code from Telegram').pressSequentially(code);
