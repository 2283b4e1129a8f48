import { api } from '../api/client';
import type { AppSettings } from '../api/types';
import { ownBrand } from '../brand';
import { Store } from '../store';

const usual: AppSettings = {
  app: ownBrand.get() as AppSettings['app'],
  sandbox: false,
  bot_username: null,
  otp_length: 6,
  otp_ttl_seconds: 60,
  has_session: true,
};

/** The settings of this installation; the usual values until the server has sent them. */
export const settings = new Store<AppSettings>(usual);

/** Asks the server, unless everything is known. */
export async function learnSettings(): Promise<void> {
  if (settings.get().bot_username === null) await askSettings();
}

let asked: Promise<void> | undefined;

export const askSettings = (): Promise<void> => (asked = ask());

/** Whether this browser had a session when the page was loaded; assumed if the server could not be asked. */
export async function hadSession(): Promise<boolean> {
  await (asked ??= ask());
  return settings.get().has_session;
}

async function ask(): Promise<void> {
  const answer = await api.settings();
  if (!answer.ok) return;
  settings.set(answer.value);
  ownBrand.set(answer.value.app);
}
