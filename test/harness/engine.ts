import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { aTemporaryFolder } from './sqlite.store';
import { freePort } from './ports';
import { until } from './until';

/** Commands of W3C's WebDriver by their names at Firefox, and the paths that other drivers know them by. */
const paths = {
  Navigate: 'url',
  ExecuteScript: 'execute/sync',
  ElementClick: 'element/:id/click',
  ElementSendKeys: 'element/:id/value',
} as const;
type Ask = (command: keyof typeof paths, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What W3C calls a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const FIND =
  'return document.evaluate(arguments[0], document, null, XPathResult.ANY_UNORDERED_NODE_TYPE).singleNodeValue';

const connections = { Firefox: connectFirefox, WebKit: connectWebKit };
export type EngineName = keyof typeof connections;

/** A browser of another engine than Chromium's, with one tab that is pressed and typed into as by a person. */
export class Engine {
  private readonly place = aTemporaryFolder();
  private readonly started: ChildProcess[] = [];
  private ask!: Ask;

  async launch(name: EngineName): Promise<void> {
    this.ask = await connections[name](this.place.path, (...command) => this.start(...command));
  }

  async open(url: string): Promise<void> {
    await this.ask('Navigate', { url });
  }

  /** Waits until the page has what is asked for, as do the others. */
  async says(headline: string): Promise<void> {
    await this.find(`//h1[normalize-space()="${headline}"]`);
  }

  async read(xpath: string, property = 'textContent'): Promise<string> {
    await this.find(xpath);
    return String(await this.ask('ExecuteScript', { script: `${FIND}.${property}`, args: [xpath] }));
  }

  async press(words: string): Promise<void> {
    // Beside the words there may be a picture, or the letter that stands for one.
    const says = `normalize-space()="${words}"`;
    const id = await this.find(`//main//*[self::a or self::button][${says} or *[${says}]]`);
    await this.ask('ElementClick', { id });
  }

  async type(id: string, text: string): Promise<void> {
    await this.ask('ElementSendKeys', { id: await this.find(`//*[@id="${id}"]`), text });
  }

  async close(): Promise<void> {
    for (const child of this.started.reverse()) {
      const ended = once(child, 'exit');
      if (child.kill()) await ended;
    }
    this.place.remove();
  }

  private async find(xpath: string): Promise<string> {
    const look = () =>
      this.ask('ExecuteScript', { script: FIND, args: [xpath] }) as Promise<Record<string, string> | null>;
    return (await until(look, `the page to have ${xpath}`))[ELEMENT]!;
  }

  private start(
    path: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    stdio: StdioOptions = 'ignore',
  ) {
    const child = spawn(path, args, { env: { ...process.env, ...environment }, stdio });
    this.started.push(child);
    return child;
  }
}

type Start = Engine['start'];

/** By Marionette, which is Firefox's own and needs no driver: each message is its length, a colon and JSON. */
async function connectFirefox(profile: string, start: Start): Promise<Ask> {
  const port = await freePort();
  writeFileSync(join(profile, 'user.js'), `user_pref("marionette.port", ${port});\n`);
  const firefox = start(process.env.FIREFOX_PATH!, ['--headless', '--no-remote', '--marionette', '--profile', profile]);
  const socket = await until(() => reached(port, firefox), 'Firefox to listen');
  const waiting = new Map<number, (answer: Answer) => void>();
  let heard = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    for (;;) {
      const start = heard.indexOf(':') + 1;
      const end = start + Number(heard.subarray(0, start - 1));
      if (start === 0 || heard.length < end) return;
      const message = JSON.parse(heard.subarray(start, end).toString()) as Answer;
      heard = heard.subarray(end);
      if (Array.isArray(message)) waiting.get(message[1])?.(message);
    }
  });
  let last = 0;
  const ask = async (command: string, parameters: object): Promise<unknown> => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    const message = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
    socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [, , error, result] = await answered;
    if (error) throw new Error(`${command}: ${JSON.stringify(error).slice(0, 500)}`);
    return (result as { value?: unknown }).value;
  };
  await ask('NewSession', {});
  return ask;
}

/** Its kind, its number, the error or null, the result. */
type Answer = readonly [kind: 1, id: number, error: unknown, result: unknown];

async function reached(port: number, { exitCode, spawnfile }: ChildProcess): Promise<Socket | undefined> {
  if (exitCode !== null) throw new Error(`${spawnfile} ended with ${exitCode}`);
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => socket,
    () => undefined,
  );
}

/** By its driver. It knows no headless mode, and gets a screen that is in memory alone. */
async function connectWebKit(_: string, start: Start): Promise<Ask> {
  const screen = start(process.env.XVFB_PATH!, ['-displayfd', '3'], {}, ['ignore', 'ignore', 'ignore', 'pipe']);
  const [display] = (await once(screen.stdio[3]!, 'data')) as [Buffer];
  const port = await freePort();
  const environment = { DISPLAY: `:${String(display).trim()}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  const driver = start(process.env.WEBKIT_DRIVER_PATH!, [`--port=${port}`], environment);
  const post = async <T>(path: string, body: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const { value } = (await answer.json()) as { value: T };
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  await until(() => reached(port, driver).then((socket) => socket?.destroy()), 'the driver of WebKit to listen');
  const { sessionId } = await post<{ sessionId: string }>('', { capabilities: {} });
  return (command, { id, ...parameters }) =>
    post(`/${sessionId}/${paths[command].replace(':id', String(id))}`, parameters);
}
