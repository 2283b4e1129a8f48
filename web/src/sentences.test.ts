import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './api/problem';
import { operatorsOnly } from './api/problem.fixture';
import type { DeliveryError, Status, Verification } from './api/types';
import { languages, speak, type Language } from './language/language';
import { noticeOf } from './notice';
import { aSession, aVerification, now } from './waiting/waiting.fixture';
import { atFirst, step, type Waiting, type WaitingEvent } from './waiting/waiting';
import { viewOf } from './waiting/waiting.view';
import { sayTriesLeft } from './words';

/** The codes and reasons in the API's document. */
const { components } = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
  components: {
    schemas: {
      Problem: { properties: { code: { enum: string[] } } };
      VerificationStatus: { properties: Told & { delivery: { properties: Told } } };
    };
    examples: Record<string, { value: { title: string } }>;
  };
};
type Told = Record<'status' | 'reason' | 'error', { enum?: string[]; anyOf?: { enum?: string[] }[] }>;

const { properties: ofVerification } = components.schemas.VerificationStatus;
const wordsOf = (told: Told[keyof Told]): string[] => told.enum ?? told.anyOf!.flatMap((one) => one.enum ?? []);
const statuses = wordsOf(ofVerification.status) as Status[];
const reasons = wordsOf(ofVerification.reason) as NonNullable<Verification['reason']>[];
const errors = wordsOf(ofVerification.delivery.properties.error) as DeliveryError[];
const codes = components.schemas.Problem.properties.code.enum.filter((code) => !operatorsOnly.includes(code));

type Row = Readonly<{ title: string; headline: string; sentence: string; next: readonly string[] }>;

const around = { now, bot: '@our_bot', codeSeconds: 60, keepsCookies: true };
const rowOf = (title: string, waiting: Waiting, more: object = {}): Row => {
  const { headline, sentence, primary, others } = viewOf(waiting, { ...around, ...more });
  return { title, headline, sentence, next: [primary, ...others].filter((action) => action !== null) };
};
const after = (...events: WaitingEvent[]): Waiting => events.reduce(step, atFirst);
const told = (...verification: Parameters<typeof aVerification>): WaitingEvent => ({
  type: 'status',
  verification: aVerification(...verification),
  at: now,
});

/** The reasons and errors that come with a status; for others the sentence depends on the status alone. */
const comeWith: Readonly<Partial<Record<Status, readonly (string | null)[]>>> = {
  sending: [null, 'telegram_timeout'],
  failed: [null, ...errors],
  expired: [null, 'code_expired', 'start_not_pressed'],
  cancelled: [null, 'cancelled_here', 'refused_in_telegram', 'refused_by_link'],
  locked: [null, 'wrong_codes', 'wrong_symbol'],
};

function waitingRows(): Row[] {
  return statuses.flatMap((status) =>
    (comeWith[status] ?? [null]).map((word) => {
      const reason = reasons.find((known) => known === word) ?? null;
      const error = errors.find((known) => known === word) ?? null;
      const sent_at = reason === 'start_not_pressed' ? null : aVerification().delivery.sent_at;
      return rowOf([status, word ?? '–'].join(' · '), after(told({ status, reason }, { error, sent_at })));
    }),
  );
}

const besides = (): Row[] => [
  rowOf('nothing is known yet', atFirst),
  rowOf('sending · for more than five seconds', after(told({ status: 'sending' })), { now: now + 5001 }),
  ...(['sending', 'sent', 'expired'] as const).map((status) =>
    rowOf(
      `${status} · to an app without codes`,
      after(told({ status, app: { ...aVerification().app, ways_in: ['link'] } })),
    ),
  ),
  rowOf(
    'the account is disabled',
    after(told({ status: 'sent' }), {
      type: 'refused',
      problem: { code: 'account_disabled', status: 403, errors: [] },
    }),
  ),
  rowOf('the server does not know it', after({ type: 'gone' })),
  rowOf('the server does not know it · cookies are off', after({ type: 'gone' }), { keepsCookies: false }),
  rowOf('somebody came in, on another device', after(told({ status: 'verified' }), { type: 'elsewhere' })),
  rowOf('signed in here', after({ type: 'signed_in', session: aSession() })),
  rowOf('signed in here, to an account that has another name', after({ type: 'signed_in', session: aSession() }), {
    typed: { name: 'Ann Other', email: 'ann@example.org' },
  }),
];

function problemRows(): Row[] {
  return [...codes, 'offline', 'unreachable'].map((code) => {
    const problem: Problem = { code, status: 400, errors: [], requestId: 'r-1' };
    const { headline, sentence, next } = noticeOf(problem, { left: 3, retriesItself: code !== 'rate_limited' }, 60);
    const english = components.examples[code]?.value.title;
    const title = english ? `${code}\n  API: ${english}` : code;
    // Shown below the field for the code.
    if (code === 'otp_invalid')
      return { title, headline: sayTriesLeft(3), sentence: sayTriesLeft(undefined), next: [] };
    return { title, headline, sentence, next: next === 'none' ? [] : [next] };
  });
}

const rows = (): Row[] => [...waitingRows(), ...besides(), ...problemRows()];

const paragraph = ({ title, headline, sentence, next }: Row): string =>
  `${title}\n  ${headline}\n  ${sentence}\n${next.length > 0 ? `  → ${next.join(', ')}\n` : ''}`;
const chapter = (title: string, about: readonly Row[]): string => `== ${title}\n\n${about.map(paragraph).join('\n')}`;

const FILE = join(__dirname, 'sentences.txt');
const text = () => {
  const rooms = [...waitingRows(), ...besides()];
  return `What people read in the web app, in English. Written by sentences.test.ts (SENTENCES=write): read it when it changes.

${chapter('While they wait: status · reason or delivery error', rooms)}
${chapter('When a call is refused: code', problemRows())}`;
};

afterEach(() => speak('en'));

it('says to people what stands in sentences.txt, which is reviewed', () => {
  if (process.env.SENTENCES === 'write') writeFileSync(FILE, text());
  expect(text()).toBe(readFileSync(FILE, 'utf8'));
});

it('has a sentence for each reason and error that the API knows, by the status that it comes with', () => {
  const said = Object.values(comeWith).flat();
  expect([...reasons, ...errors].filter((word) => !said.includes(word))).toEqual([]);
});

it('says each pair of a reason and an error, also those that do not come, without a gap', () => {
  for (const status of statuses)
    for (const reason of [null, ...reasons])
      for (const error of [null, ...errors]) {
        const { headline, sentence } = rowOf('', after(told({ status, reason }, { error })));
        expect(`${headline} ${sentence}`).not.toMatch(/[{}]|undefined|Invalid/);
      }
});

it.each((Object.keys(languages) as Language[]).filter((language) => language !== 'en'))(
  'says all of it in %s, and nothing in English',
  async (language) => {
    const english = rows();
    await speak(language);
    const pairs = rows().map((row, index) => [row, english[index]!] as const);
    const same = pairs.filter(([a, b]) => a.headline === b.headline || a.sentence === b.sentence);
    expect(same).toEqual([]);
    for (const [{ headline, sentence }] of pairs) expect(`${headline} ${sentence}`).not.toMatch(/[{}]|undefined/);
  },
);
