import type { LoginRequest } from '../api/types';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const USERNAME = /^(?=.{4,32}$)[a-z](?:_?[a-z0-9])*$/i;

/** What was typed, as the request it stands for; nothing is fine too. Undefined if it is neither e-mail nor username. */
export function toLogin(typed: string): LoginRequest | undefined {
  const said = typed.trim();
  if (said === '') return {};
  if (EMAIL.test(said)) return { email: said };
  const telegram_username = said.replace(/^(@|https:\/\/t\.me\/)/, '');
  return USERNAME.test(telegram_username) ? { telegram_username } : undefined;
}
