import type { Page } from 'playwright-core';
import { readCode, says, typeCode, type Visitor } from '../harness/visitor';

type Tab = Readonly<{ page: Page; visitor: Visitor }>;
type Somebody = Readonly<{ name?: string; email?: string; chatId: number }>;

/** Registers, and comes in by the code; answers at the profile. */
export async function register({ page, visitor }: Tab, { name = 'Ann Example', ...said }: Somebody): Promise<void> {
  await visitor.register(page, { name, ...said });
  await comeIn({ page, visitor }, { name, chatId: said.chatId });
}

/** Asks to come back, by whatever is typed; answers once the waiting room stands. */
export async function ask(page: Page, who: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail or Telegram username').fill(who);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL('**/wait');
}

/** Signs in: presses Start on their phone, and types the code. */
export async function signIn({ page, visitor }: Tab, { name = 'Ann Example', email = '', chatId }: Somebody) {
  await ask(page, email);
  await pressStart({ page, visitor }, chatId);
  await comeIn({ page, visitor }, { name, chatId });
}

/** On the phone of that person, where the app would have opened the sandbox's own. */
export async function pressStart({ page, visitor }: Tab, chatId: number): Promise<void> {
  await says(page, 'Open Telegram and press Start');
  const link = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
  const phone = await visitor.open(`${link}&person=${chatId}`);
  await phone.getByRole('button', { name: 'Start', exact: true }).click();
  await says(page, 'Check your Telegram');
  await phone.close();
}

async function comeIn({ page, visitor }: Tab, { name = '', chatId }: Somebody): Promise<void> {
  await says(page, 'Check your Telegram');
  const phone = await visitor.phoneOf(chatId);
  await typeCode(page, await readCode(phone));
  await phone.close();
  await page.waitForURL('**/profile');
  await says(page, name);
}
