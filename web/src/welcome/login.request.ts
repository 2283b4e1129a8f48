import type { LoginRequest } from '../api/types';
import { isEmail, USERNAME, usernameIn } from '../fields';

/** What was typed, as a request; empty is fine, too. Undefined if it is neither e-mail nor username. */
export function toLogin(typed: string): LoginRequest | undefined {
  const said = typed.trim();
  if (said === '') return {};
  if (isEmail(said)) return { email: said };
  const telegram_username = usernameIn(said);
  return USERNAME.test(telegram_username) ? { telegram_username } : undefined;
}
