import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppRepository } from '../../apps/store/app.repository';
import { Apps } from '../../apps/apps';
import { aConfig } from '../../config/config.fixture';
import { Metrics } from '../../metrics/metrics';
import { Secrets } from '../../verification/secrets';
import { IN_CHAT } from '../../verification/verification';
import { aVerification } from '../../verification/verification.fixture';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';
import type { Button } from '../../telegram/sender/message';
import { denial, MessageComposer } from './message';
import { Pictures } from './pictures';
import { readQr } from './qr.fixture';
import { languageOf, textsIn } from './texts';

import { languages } from '../../config/languages';
const longest = { browser: 'Samsung Internet', system: 'ChromeOS' };
const TELEGRAM_TAGS = /<\/?(b|code)>/g;

function aComposer(variables: Parameters<typeof aConfig>[0] = {}) {
  const config = aConfig({ PUBLIC_URL: 'https://app.example.org', ...variables });
  const secrets = new Secrets(config.magicLinkSecrets, config.otp.length);
  const apps = new Apps(config, {} as AppRepository);
  return { secrets, composer: new MessageComposer(secrets, new Pictures(new Metrics()), apps, config) };
}

const linkIn = (buttons: readonly (readonly Button[])[]) =>
  buttons.flat().find((button) => button.kind === 'url') as Extract<Button, { kind: 'url' }> | undefined;

describe.each(languages)('the message in %s', (language) => {
  const { secrets, composer } = aComposer({ OTP_LENGTH: '10', OTP_TTL_SECONDS: '3600' });
  const verification = aVerification({ requester: longest });
  const { html, buttons, picture } = composer.compose(verification, language);
  const token = secrets.linkToken(verification);

  it('fits under a picture in Telegram, with the longest that can be in it', () => {
    expect([...html].length).toBeLessThanOrEqual(1024);
  });

  it('says what it is, the code, its life, who asked, and to keep it', () => {
    const { neverShare } = textsIn(language);
    const parts = [
      'Telega2Go',
      `<code>${secrets.code(verification)}</code>`,
      neverShare,
      'Samsung Internet',
      'ChromeOS',
    ];
    for (const part of parts) expect(html).toContain(part);
    expect(html).toMatch(/\b60 (minutes|Minuten|минут)/);
  });

  it('has no link, and no id of the initiator, anywhere but where they belong', () => {
    expect(html).not.toMatch(/https?:|verify|example\.org/);
    expect(html).not.toContain(token);
    expect(JSON.stringify([html, buttons])).not.toContain(verification.id);
  });

  it('is HTML that Telegram reads, with every tag closed', () => {
    expect(html.replace(TELEGRAM_TAGS, '')).not.toMatch(/[<>]|&(?!(lt|gt|amp|quot);)/);
    for (const tag of ['b', 'code']) expect(html.split(`<${tag}>`).length).toBe(html.split(`</${tag}>`).length);
  });

  it('has buttons that open the link, copy the code, and deny', () => {
    const [[open], [copy], [deny]] = buttons as [[Button], [Button], [Button]];
    expect(open).toMatchObject({ kind: 'url', url: `https://app.example.org/verify#${token}` });
    expect(copy).toMatchObject({ kind: 'copy', copy: secrets.code(verification) });
    expect(deny).toMatchObject({ kind: 'callback', data: `deny:${verification.linkId}` });
    expect(buttons.flat().every(({ text }) => text.length > 0 && text.length <= 64)).toBe(true);
  });

  it('shows the link as a picture', () => {
    expect(readQr(picture!)).toBe(`https://app.example.org/verify#${token}`);
  });

  it('tells of an app and a system that it does not know', () => {
    const unknown = composer.compose(aVerification({ requester: { browser: '', system: '' } }), language).html;
    expect(unknown).toContain(textsIn(language).unknownBrowser);
    expect(unknown).toContain(textsIn(language).unknownSystem);
  });
});

describe.each(languages)('the first line of the message in %s', (language) => {
  const widest = {
    id: 'shop',
    name: '&'.repeat(64),
    domain: `${'a.'.repeat(125)}org`,
    redirect_uris: ['https://shop.example/callback'],
    public: true,
    id_token_signed_response_alg: 'ES256',
  };
  const other = { ...widest, id: 'press', name: '<Press> & Co', domain: 'press.example' };
  const folder = aTemporaryFolder();
  const APPS_FILE = join(folder.path, 'apps.json');
  writeFileSync(APPS_FILE, JSON.stringify({ apps: [widest, other] }));
  const { composer } = aComposer({ OTP_LENGTH: '10', OTP_TTL_SECONDS: '3600', APP_NAME: 'Acme', APPS_FILE });
  const of = (differing: Parameters<typeof aVerification>[0]) =>
    composer.compose(aVerification({ requester: longest, ...differing }), language).html;
  const firstLine = (html: string) => html.split('\n')[0];

  afterAll(() => folder.remove());

  it('names the app that asks and its domain, and without one the app of this installation', () => {
    expect(firstLine(of({ appId: 'press' }))).toBe('<b>&lt;Press&gt; &amp; Co</b> (press.example)');
    expect(firstLine(of({}))).toBe('<b>Acme</b>');
    expect(firstLine(of({ appId: 'not there any more' }))).toBe('<b>Acme</b>');
    const kinds = [{ purpose: 'service' as const }, { askedBy: IN_CHAT }];
    for (const kind of kinds) expect(firstLine(of({ appId: 'press', ...kind }))).toMatch(/^<b>.*press\.example\)$/);
    expect(firstLine(composer.placeholder(aVerification({ appId: 'press' }), language).html)).toMatch(/press\.example/);
  });

  it('leaves room for all others, however long it is', () => {
    expect([...of({ appId: 'shop' })].length).toBeLessThanOrEqual(1024);
  });
});

it('says what opens an app without codes: this device, the one that waits, or whichever is chosen on the page', () => {
  const folder = aTemporaryFolder();
  const APPS_FILE = join(folder.path, 'apps.json');
  const plain = { name: 'Shop', public: true, id_token_signed_response_alg: 'ES256' };
  const app = (...ways: string[]) => ({
    ...{ ...plain, id: ways.join('-'), ways_in: ways, redirect_uris: ['https://shop.example/callback'] },
  });
  writeFileSync(APPS_FILE, JSON.stringify({ apps: [app('link'), app('approval'), app('link', 'approval')] }));
  const { composer } = aComposer({ PUBLIC_URL: 'https://app.example.org', APPS_FILE });
  const toDo = (appId: string) => composer.compose(aVerification({ appId }), 'en').html.split('\n')[1];
  expect(['link', 'approval', 'link-approval'].map(toDo)).toEqual([
    'Tap “Sign in” to sign in on this device, or scan the QR code with another device.',
    'Tap “Sign in” below, and let in the device on which you started.',
    'Tap “Sign in” below, and choose the device to sign in on.',
  ]);
  folder.remove();
});

it.each([
  ['60', 'It works for 60 seconds;'],
  ['90', 'It works for 90 seconds;'],
  ['600', 'It works for 10 minutes;'],
])('a message that lives for %s seconds says so, in minutes where they are whole', (OTP_TTL_SECONDS, told) => {
  expect(aComposer({ OTP_TTL_SECONDS }).composer.compose(aVerification(), 'en').html).toContain(told);
});

describe('the button with the link', () => {
  it.each([
    ['http://localhost:3000', false],
    ['https://intranet', false],
    ['https://app.example.org', true],
    ['http://127.0.0.1:3000', true],
  ])('of %s is there: %s; the words say so, and nothing else changes', (PUBLIC_URL, isThere) => {
    const { buttons, picture, html } = aComposer({ PUBLIC_URL }).composer.compose(aVerification(), 'en');
    expect(linkIn(buttons)?.url.startsWith(`${PUBLIC_URL}/verify#`)).toBe(isThere ? true : undefined);
    expect(buttons.flat().filter(({ kind }) => kind !== 'url')).toHaveLength(2);
    expect(readQr(picture!)).toContain(`${PUBLIC_URL}/verify#`);
    expect(html).toContain(isThere ? 'Tap “Sign in” below' : 'Scan the QR code');
  });

  it('goes where the web app lives', () => {
    const { composer } = aComposer({ MAGIC_LINK_BASE_URL: 'https://pwa.example.org/sign/in/' });
    expect(linkIn(composer.compose(aVerification(), 'en').buttons)?.url).toMatch(
      /^https:\/\/pwa\.example\.org\/sign\/in\/verify#/,
    );
  });
});

describe('without a picture', () => {
  it('the message does not speak of one, and goes out all the same', () => {
    // More than a QR picture can hold.
    const MAGIC_LINK_BASE_URL = `https://app.example.org/${'far/'.repeat(800)}`;
    const { html, picture } = aComposer({ MAGIC_LINK_BASE_URL }).composer.compose(aVerification(), 'en');
    expect(picture).toBeUndefined();
    expect(html).toContain('or type the code');
    expect(html).not.toMatch(/picture|QR/i);
  });
});

describe.each(languages)('what a back end wants confirmed, in %s', (language) => {
  const { secrets, composer } = aComposer();
  const asked = aVerification({ purpose: 'service', requester: { browser: '', system: '' } });
  const of = (reason?: string) => composer.compose({ ...asked, reason }, language);

  it('is a code that can be copied or denied, and nothing that opens', () => {
    const { html, picture, buttons } = of('Pay 25 EUR');
    expect(html).toContain(`<code>${secrets.code(asked)}</code>`);
    expect(picture).toBeUndefined();
    expect(buttons.flat().map(({ kind }) => kind)).toEqual(['copy', 'callback']);
    expect(JSON.stringify([html, buttons])).not.toMatch(/verify|https?:/);
    expect(composer.placeholder(asked, language).picture).toBeUndefined();
  });

  it('says what for in the words of who asks, which are no HTML', () => {
    expect(of('<b>"5" & 6</b>').html).toContain(textsIn(language).toConfirm('&lt;b&gt;"5" &amp; 6&lt;/b&gt;'));
    expect(of().html).not.toContain(textsIn(language).toConfirm('').slice(0, 6));
    expect([...of('&'.repeat(100)).html].length).toBeLessThanOrEqual(4096);
  });
});

describe('"This wasn\'t me"', () => {
  it('fits into what Telegram gives back, and is read as it was written', () => {
    const { linkId } = aVerification();
    expect(Buffer.byteLength(denial.data(linkId))).toBeLessThanOrEqual(64);
    expect(denial.pattern.exec(denial.data(linkId))?.[1]).toBe(linkId);
  });

  it.each(['deny:', 'deny:short', `deny:${'x'.repeat(23)}`, `xdeny:${'x'.repeat(22)}`, `deny:${'x'.repeat(21)}'`])(
    'is not %s',
    (text) => expect(denial.pattern.test(text)).toBe(false),
  );
});

describe('texts', () => {
  const words = (language: string) => Object.entries(textsIn(language));

  it.each(languages)('in %s lack nothing', (language) => {
    expect(words(language).map(([key]) => key)).toEqual(words('en').map(([key]) => key));
    const said = words(language).map(([, text]) => (typeof text === 'string' ? text : text('1', '2', '3', '4')));
    expect(said.filter((text) => text.trim() === '' || /undefined|\$\{/.test(text))).toEqual([]);
  });

  it('are three languages, and not one three times', () => {
    for (const [key, text] of words('en'))
      expect([
        key,
        new Set(languages.map((language) => String(words(language).find(([name]) => name === key)![1]))).size,
      ]).toEqual([key, text ? 3 : 0]);
  });

  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['RU', 'ru'],
    ['pt-br', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    ['__proto__', 'en'],
    ['constructor', 'en'],
  ])('for %s are in %s', (code, language) => {
    expect(languageOf(code)).toBe(language);
  });
});
