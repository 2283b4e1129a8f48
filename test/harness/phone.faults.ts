import type { Page } from 'playwright-core';

const open = async (phone: Page, button: string | RegExp, panel: string): Promise<void> => {
  const heading = phone.getByRole('heading', { name: panel });
  if (!(await heading.isVisible())) await phone.getByRole('button', { name: button }).click();
  await heading.waitFor();
};

/** Switches a fault on, at the phone's drawer, until it is switched off again. */
export async function misbehave(phone: Page, words: string): Promise<void> {
  await open(phone, 'Make Telegram misbehave', 'Make Telegram misbehave');
  await phone.getByLabel('Applies to').selectOption({ label: 'every call until switched off' });
  await phone.getByRole('switch', { name: words }).click();
  await phone.getByRole('switch', { name: words, checked: true }).waitFor();
}

export const behaveAgain = (phone: Page): Promise<void> => phone.getByRole('button', { name: 'Behave again' }).click();

/** Blocks the bot, as the person whose phone this is. */
export async function blockBot(phone: Page): Promise<void> {
  await open(phone, /^Whose phone is this/, 'Whose phone is this?');
  await phone.getByRole('button', { name: 'Block the bot' }).click();
  await phone.getByRole('button', { name: 'Unblock', exact: true }).waitFor();
}

/** Gives the person whose phone this is a profile picture, or takes it away. */
export async function changePicture(phone: Page, button: string): Promise<void> {
  await open(phone, /^Whose phone is this/, 'Whose phone is this?');
  await phone.getByRole('button', { name: button }).click();
}
