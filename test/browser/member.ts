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
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/wait');
}

/** Signs in by e-mail or username, and types the code. */
export async function signIn({ page, visitor }: Tab, { name = 'Ann Example', email = '', chatId }: Somebody) {
  await ask(page, email);
  await comeIn({ page, visitor }, { name, chatId });
}

async function comeIn({ page, visitor }: Tab, { name = '', chatId }: Somebody): Promise<void> {
  await says(page, 'Check your Telegram');
  const phone = await visitor.phoneOf(chatId);
  await typeCode(page, await readCode(phone));
  await phone.close();
  await page.waitForURL('**/profile');
  await says(page, name);
}
