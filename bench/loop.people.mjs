import { setTimeout as pause } from 'node:timers/promises';
import { BETTER_AUTH, FLOOR, OTPGATEWAY, PRODUCT } from './baselines/baselines.mjs';
import { OTPGATEWAY_HEADERS, PROVIDER } from './baselines/otpgateway.mjs';

export const PEOPLE_AT_ONCE = 50;
/** A real person takes longer to type the code; after this long, Telegram's answer is stored. */
export const TYPING_MS = 50;
export const FIRST_CHAT = 1_000_000;

/**
 * What a person does at each, from the request to the end of the session. With us the code comes in a message, which
 * must be gone before the person signs out. otpgateway sends the code, too, and knows no session; the other baselines
 * send nothing, and hand the code out at once.
 * @type {Record<string, (site: { ask: Function, nth: number, url: string, telegram: object }) => Promise<void>>}
 */
export const signIn = {
  [PRODUCT]: async ({ ask, nth, telegram }) => {
    const chat = FIRST_CHAT + nth;
    const code = telegram.whenSent(chat);
    const person = { name: 'Person', email: `p${nth}@example.org`, telegram_chat_id: chat };
    const { verification_id: id } = (await ask('/api/register', person)).body;
    const otp = await code;
    await pause(TYPING_MS);
    const gone = telegram.whenDeleted(chat);
    const typed = { verification_id: id, otp, session: 'token' };
    const { access_token: token } = (await ask('/api/verify-otp', typed)).body;
    await gone;
    await ask('/api/logout', {}, { authorization: `Bearer ${token}` });
  },
  [BETTER_AUTH]: async ({ ask, nth, url }) => {
    const email = `p${nth}@example.org`;
    await ask('/api/auth/email-otp/send-verification-otp', { email, type: 'sign-in' });
    const { otp } = (await ask(`/outbox/${email}`)).body;
    const { headers } = await ask('/api/auth/sign-in/email-otp', { email, otp });
    const cookie = [headers['set-cookie']].flat()[0].split(';')[0];
    await ask('/api/auth/sign-out', {}, { cookie, origin: url });
  },
  [OTPGATEWAY]: async ({ ask, nth, telegram }) => {
    const chat = FIRST_CHAT + nth;
    const code = telegram.whenSent(chat);
    const path = `/api/otp/person${nth}`;
    await ask(path, `to=${chat}&provider=${PROVIDER}`, OTPGATEWAY_HEADERS, 'PUT');
    const otp = await code;
    await pause(TYPING_MS);
    await ask(path, `action=check&otp=${otp}`, OTPGATEWAY_HEADERS);
  },
  [FLOOR]: async ({ ask, nth }) => {
    const person = { name: 'Person', email: `p${nth}@example.org` };
    const { verification_id: id, code: otp } = (await ask('/api/register', person)).body;
    const { access_token: token } = (await ask('/api/verify-otp', { verification_id: id, otp })).body;
    await ask('/api/logout', {}, { authorization: `Bearer ${token}` });
  },
};

/** Requests over a pool of connections; without a body it is a GET. A body that is a text is sent as it is. */
export const askBy =
  (pool) =>
  async (path, body, headers, method = body ? 'POST' : 'GET') => {
    const answer = await pool.request({
      method,
      path,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
    return { headers: answer.headers, body: text && JSON.parse(text) };
  };

let people = 0;

/**
 * Lets `times` new people act, `PEOPLE_AT_ONCE` at once.
 * @param {(nth: number) => Promise<void>} act
 * @returns how long each took, in milliseconds
 */
export async function signInAll(times, act) {
  const took = [];
  let left = times;
  const person = async () => {
    while (left-- > 0) {
      const began = performance.now();
      await act(++people);
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, person));
  return took;
}
