import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../src/parts/icons';
import { count, duration, share } from './numbers';
import type { Now, Stats } from './operator.client';
import {
  deletionVerdict,
  failuresOf,
  reachVerdict,
  signInVerdict,
  speedVerdict,
  type Tone,
  type Verdict,
} from './verdicts';
import { waitingVerdict } from './verdicts';

type FiguresProps = Readonly<{ stats: Stats | undefined; waiting: Now['waiting'] | undefined }>;

/** The last day in numbers, each with a word that says whether it is good; and what is waiting now. */
export function Figures({ stats, waiting }: FiguresProps) {
  const counted = stats && stats.counted_since > stats.from ? new Date(stats.counted_since) : null;
  return (
    <section class="figures" aria-labelledby="day" aria-busy={!stats || !waiting}>
      <h2 id="day" class="section-name">
        The last 24 hours
        {counted && `, counted since ${counted.toLocaleString('en-GB')}; the counting goes on`}
      </h2>
      {stats && <FiguresOf {...stats} />}
      {/* Shown after the others, or they would push it down. */}
      {stats && waiting && <WaitingOf {...waiting} />}
    </section>
  );
}

function FiguresOf(stats: Stats) {
  const { messages, delivery_seconds: delivery, reached_rate: reached, verifications, success_rate: rate } = stats;
  const { verified = 0 } = verifications.by_outcome;
  return (
    <>
      <Figure name="Reached" value={reached === null ? '–' : share(reached)} verdict={reachVerdict(stats)}>
        {givenUp(stats)}
      </Figure>
      <Figure name="Came in" value={rate === null ? '–' : share(rate)} verdict={signInVerdict(rate)}>
        {count(verified)} of {count(verifications.total)} sign-ins completed{stopped(stats)}.
      </Figure>
      <Figure name="p95 to Telegram" value={secondsOrNone(delivery.p95)} verdict={speedVerdict(delivery.p95)}>
        Good is up to 1 s. p99: {secondsOrNone(delivery.p99)}, of {count(delivery.count)}.
      </Figure>
      <Figure name="Late deletions" value={count(messages.overstayed)} verdict={deletionVerdict(messages)}>
        Messages that lived over 2 s past their time. Good is none.
      </Figure>
    </>
  );
}

function WaitingOf({ messages, oldest_seconds: oldest, deletions, late_deletions: late }: Now['waiting']) {
  const known = (value: number | null) => (value === null ? '–' : count(value));
  return (
    <Figure name="Waiting now" value={known(messages)} verdict={waitingVerdict(messages, oldest)}>
      {messages ? `The oldest for ${secondsOrNone(oldest)}. ` : ''}
      {known(deletions)} to be deleted in time, {known(late)} late.
    </Figure>
  );
}

type FigureProps = Readonly<{ name: string; value: string; verdict: Verdict; children: ComponentChildren }>;

function Figure({ name, value, verdict, children }: FigureProps) {
  return (
    <article class="panel figure">
      <h3 class="panel-name">{name}</h3>
      <p class="figure-value">{value}</p>
      <p class={`verdict tone-${verdict.tone}`}>
        <Icon name={icons[verdict.tone]} />
        {verdict.word}
      </p>
      <p class="figure-about muted">{children}</p>
    </article>
  );
}

const icons: Readonly<Record<Tone, IconName>> = { done: 'done', careful: 'careful', wrong: 'wrong', calm: 'circle' };

const secondsOrNone = (seconds: number | null): string => (seconds === null ? '–' : duration(seconds));

const OUTCOMES: Readonly<Record<string, string>> = { pending: 'under way' };

/** ": 3 expired, 1 locked, 2 under way". */
function stopped({ verifications: { by_outcome: outcomes } }: Stats): string {
  const others = Object.entries(outcomes).filter(([outcome, times]) => outcome !== 'verified' && times > 0);
  const told = others
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, times]) => `${count(times)} ${OUTCOMES[outcome] ?? outcome}`);
  return told.length === 0 ? '' : `: ${told.join(', ')}`;
}

/** As it is said of one person, and of several. */
const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  bot_blocked: ['blocked the bot', 'blocked the bot'],
  bot_not_started: ['hasn’t started the bot', 'haven’t started the bot'],
  chat_not_found: ['has no such chat', 'have no such chat'],
  user_deactivated: ['is gone from Telegram', 'are gone from Telegram'],
};

/** "20 delivered. 78 haven’t started the bot, 1 failed on our side." */
function givenUp(stats: Stats): string {
  const { ours } = failuresOf(stats);
  const theirs = Object.entries(stats.failures)
    .sort(([, a], [, b]) => b - a)
    .flatMap(([reason, times]) => {
      const [ofOne, ofMany] = REASONS[reason] ?? [];
      return ofOne === undefined ? [] : [`${count(times)} ${times === 1 ? ofOne : ofMany}`];
    });
  const all = [...(ours === 0 ? [] : [`${count(ours)} failed on our side`]), ...theirs];
  return `${count(stats.messages.delivered)} delivered.${all.length === 0 ? '' : ` ${all.join(', ')}.`}`;
}
