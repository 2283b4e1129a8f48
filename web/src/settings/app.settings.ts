import { api } from '../api/client';
import type { AppSettings } from '../api/types';
import { Store } from '../store';

const usual: AppSettings = { sandbox: false, bot_username: null, otp_length: 6, otp_ttl_seconds: 60 };

/** How this installation is set; the usual values until the server has said. */
export const settings = new Store<AppSettings>(usual);

/** Asks the server, unless all is known. */
export async function learnSettings(): Promise<void> {
  if (settings.get().bot_username === null) await askSettings();
}

export async function askSettings(): Promise<void> {
  const answer = await api.settings();
  if (answer.ok) settings.set(answer.value);
}
