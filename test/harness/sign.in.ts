import type { Api, Started } from './api';
import type { Answer, HttpClient } from './http.client';
import { codeOf, type PhoneMessage, type Telegram } from './telegram';
import { time } from './time';

/** What a sign-in answers. */
export type Tokens = Readonly<{
  access_token: string;
  refresh_token?: string;
  expires_in: number;
  user: Readonly<{ id: string }>;
}>;

export type SignIn = Readonly<{
  kind?: 'cookie' | 'token';
  /** Somebody new, unless the test has somebody in mind. */
  person?: number;
  headers?: Readonly<Record<string, string>>;
}>;

type Place = Readonly<{ app: HttpClient; api: Api; telegram: Telegram }>;

/** Somebody gets their code and types it. */
export async function signInAt(
  { app, api, telegram }: Place,
  { kind, person = api.nextPerson(), headers }: SignIn = {},
): Promise<Answer<Tokens>> {
  time.passChatGap();
  const { verification_id: id } = await api.register({ telegram_chat_id: person, email: `p${person}@example.org` });
  const [message] = await telegram.untilCodeMessages(person, 1);
  const typed = { verification_id: id, otp: codeOf(message!)!, session: kind };
  const answer = await app.post<Tokens>('/api/verify-otp', typed, { ...headers });
  if (answer.status !== 200) throw new Error(`verify-otp answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  await telegram.untilEmpty(person);
  return answer;
}

/** Somebody who has an account asks to come back, and presses Start: their code is in Telegram. */
export async function comeBackAt(
  { app, telegram }: Omit<Place, 'api'>,
  person: number,
  hint: Readonly<{ email?: string; telegram_username?: string }> = {},
): Promise<Readonly<{ id: string; message: PhoneMessage }>> {
  time.passChatGap();
  const { verification_id: id, telegram_link: link } = (await app.post<Started>('/api/login', hint)).body;
  await telegram.pressStart(person, link);
  const [message] = await telegram.untilCodeMessages(person, 1);
  return { id, message: message! };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The cookie that an answer sets, as it says it; empty if it sets none. */
export const cookieOf = ({ headers }: Answer<unknown>): string => headers.getSetCookie()[0] ?? '';

/** The header by which a browser sends a cookie back. */
export const asSent = (cookie: string) => ({ cookie: cookie.split(';')[0]! });

export const attributesOf = (cookie: string): string[] => cookie.split('; ').slice(1).sort();
