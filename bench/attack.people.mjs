import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

const LOOK_EVERY_MS = 25;
const PATIENCE_MS = 200_000;

/** A client of the app and the phones. Addresses are simulated by the header that a trusted proxy writes. */
export class Town {
  constructor(appUrl, telegramUrl) {
    this.app = new Pool(appUrl, { connections: 64 });
    this.phones = new Pool(telegramUrl, { connections: 64 });
  }

  /** @returns {Promise<{ status: number, body: object, ms: number }>} */
  async ask(path, body, address) {
    const began = performance.now();
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const answer = await this.app.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: JSON.parse(text), ms: performance.now() - began };
  }

  async status(id, address) {
    const headers = { 'x-forwarded-for': address };
    const answer = await this.app.request({ method: 'GET', path: `/api/verifications/${id}`, headers });
    return answer.body.json();
  }

  async newPerson(name) {
    const { id } = await this.phone('POST', 'people', { first_name: name, language_code: 'en' });
    return id;
  }

  start(person, link) {
    return this.phone('POST', 'start', { person, ...(link && { payload: new URL(link).searchParams.get('start') }) });
  }

  /** Waits for a message with a code that is not one of `known`. */
  async code(person, known = new Set()) {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(LOOK_EVERY_MS)) {
      const codes = await this.codes(person);
      const fresh = codes.find((code) => !known.has(code));
      if (fresh) return fresh;
    }
    return undefined;
  }

  /** The codes that are on the phone now. */
  async codes(person) {
    const messages = await this.phone('GET', `messages?person=${person}`);
    return messages.flatMap(({ buttons }) =>
      buttons.flat().flatMap(({ kind, copy }) => (kind === 'copy' ? [copy] : [])),
    );
  }

  /** A person signs in by pressing Start. @returns the session, or undefined; and the time from press to code, in ms */
  async comeIn(person, address) {
    const { body } = await this.ask('/api/login', {}, address);
    if (!body.telegram_link) return { session: undefined, ms: Infinity };
    const known = new Set(await this.codes(person));
    const began = performance.now();
    await this.start(person, body.telegram_link);
    const otp = await this.code(person, known);
    const ms = otp ? performance.now() - began : Infinity;
    const typed = { verification_id: body.verification_id, otp, session: 'token' };
    const answer = otp && (await this.ask('/api/verify-otp', typed, address));
    return { session: answer?.status === 200 ? answer.body : undefined, ms };
  }

  async close() {
    await Promise.all([this.app.destroy(), this.phones.destroy()]);
  }

  async phone(method, path, body) {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await this.phones.request({ method, path: `/sandbox/api/${path}`, ...json });
    return answer.body.json();
  }
}
