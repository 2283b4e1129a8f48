import type { AppProcess } from '../harness/app.process';
import { Engine, type EngineName } from '../harness/engine';
import { startSandbox } from '../harness/sandbox.app';
import { until } from '../harness/until';
import { ANN } from '../harness/visitor';

const pairs: readonly (readonly [here: EngineName, there: EngineName, known: string])[] = [
  ['Firefox', 'WebKit', 'Firefox on Linux'],
  ['WebKit', 'Firefox', 'Safari on Linux'],
];

const CODE = '//button[starts-with(@aria-label, "Copy ")]';
const LINK = '//a[normalize-space()="Sign in"]';

const engines: Readonly<Record<EngineName, Engine>> = { Firefox: new Engine(), WebKit: new Engine() };

beforeAll(() => Promise.all([engines.Firefox.launch('Firefox'), engines.WebKit.launch('WebKit')]));
afterAll(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

describe.each(pairs)('in %s, with Telegram in %s, a person gets in', (hereName, thereName, known) => {
  const [here, there] = [engines[hereName], engines[thereName]];
  let app: AppProcess;

  beforeAll(async () => {
    app = await startSandbox();
    await here.open(app.url);
  });
  afterAll(() => app?.close());

  afterEach(() =>
    until(async () => {
      const { body } = await app.get<readonly unknown[]>(`/sandbox/api/messages?person=${ANN}`);
      return !JSON.stringify(body).includes('/verify#');
    }, 'the message to be gone'),
  );

  async function leave(engine: Engine): Promise<void> {
    await engine.says('Ann');
    await engine.press('Sign out');
    await engine.says('Sign in with Telegram');
  }

  it('by Start and the code', async () => {
    await here.press('Continue with Telegram');
    await here.says('Open Telegram and press Start');
    await there.open(await here.read('//a[normalize-space()="Open Telegram"]', 'href'));
    await there.press('Start');
    await here.says('Check your Telegram');
    await here.type('code', await there.read(CODE));
    await leave(here);
  });

  it('by the link, in the browser that opens it', async () => {
    await here.press('Continue as Ann');
    await here.says('Check your Telegram');
    await there.open(await there.read(LINK, 'href'));
    await there.press('Sign in here instead');
    await here.says('You signed in on another device');
    await here.press('Sign in here too');
    await leave(there);
  });

  it('by the symbol, chosen where the link was opened', async () => {
    await here.press('Continue as Ann');
    const sign = await here.read('//*[@class="match"]//*[@class="sign"]');
    await there.open(`${app.url}/sandbox`);
    await there.open(await there.read(LINK, 'href'));
    await there.press(`Sign in on ${known}`);
    await there.press(sign);
    await leave(here);
    await there.says('Your other device is signed in');
  });
});
