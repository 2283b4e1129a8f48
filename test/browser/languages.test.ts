import type { Page } from 'playwright-core';
import { barriersOn } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, says } from '../harness/visitor';

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const tongues = [
  {
    locale: 'de-AT',
    lang: 'de',
    welcome: 'Mit Telegram anmelden',
    register: 'Registrieren',
    start: 'Drücken Sie in Telegram auf Start',
    sent: 'Sehen Sie in Telegram nach',
    settings: 'Einstellungen',
  },
  {
    locale: 'ru-RU',
    lang: 'ru',
    welcome: 'Вход через Telegram',
    register: 'Регистрация',
    start: 'Откройте Telegram и нажмите «Старт»',
    sent: 'Загляните в Telegram',
    settings: 'Настройки',
  },
  {
    locale: 'fr-FR',
    lang: 'en',
    welcome: 'Sign in with Telegram',
    register: 'Register',
    start: 'Open Telegram and press Start',
    sent: 'Check your Telegram',
    settings: 'Settings',
  },
];

const cases = devices.flatMap((device) => tongues.map((tongue) => ({ ...tongue, device, name: device.name })));

describe.each(cases)('at a $name whose browser prefers $locale', ({ device, locale, ...tongue }) => {
  const story = inTurns(device);
  const stage = setStage({ ...device, options: { ...device.options, locale } }, startSandbox);

  it('a person gets in by what they can read; nothing is cut', async () => {
    const { page, visitor } = stage;
    await says(page, tongue.welcome);
    expect(await page.getAttribute('html', 'lang')).toBe(tongue.lang);
    await page.locator('a[href="/register"]').click();
    await page.locator('#name').fill('Ann Example');
    await page.locator('#email').fill(`${tongue.lang}-${device.name}@example.org`);
    await page.locator('form [type=submit]').click();
    await says(page, tongue.start);
    await visitor.picture(page, `94-start-${tongue.lang}`);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await barriersOn(page)).toEqual([]);
    const phone = await visitor.open((await page.locator('.actions .button-primary').getAttribute('href'))!);
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, tongue.sent);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await visitor.picture(page, `95-sent-${tongue.lang}`);
    const code = await readCode(phone);
    await page.locator('#code').pressSequentially(code);
    await page.waitForURL('**/profile');
    await says(page, 'Ann Example');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  story('and a person who chooses another language has it at once and from then on, with what was typed', async () => {
    const { page } = stage;
    await page.goto('/register');
    await page.locator('#name').fill('Ann Example');
    const other = tongue.lang === 'ru' ? tongues[0]! : tongues[1]!;
    await page.getByText(other.lang === 'ru' ? 'Русский' : 'Deutsch').click();
    await says(page, other.register);
    expect(await page.locator('#name').inputValue()).toBe('Ann Example');
    expect(await page.getAttribute('html', 'lang')).toBe(other.lang);
    await page.reload();
    await says(page, other.register);
    await page.getByRole('link', { name: other.settings }).click();
    await says(page, other.settings);
    expect(await page.getByRole('radio', { checked: true }).first().inputValue()).toBe(other.lang);
  });
});
