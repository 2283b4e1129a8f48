import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../src/parts/icons';
import { count, duration, share } from './numbers';
import type { Circuit, Stats } from './operator.client';
import {
  failuresOf,
  overstayVerdict,
  sendingVerdict,
  speedVerdict,
  successRate,
  successVerdict,
  type Tone,
  type Verdict,
} from './verdicts';

type FiguresProps = Readonly<{ stats: Stats | undefined; circuits: readonly Circuit[] | undefined }>;

/** The last day in four numbers, each with the word that says whether it is good. */
export function Figures({ stats, circuits }: FiguresProps) {
  return (
    <section class="figures" aria-labelledby="day" aria-busy={!stats || !circuits}>
      <h2 id="day" class="section-name">
        The last 24 hours
      </h2>
      {stats && circuits && <FiguresOf stats={stats} circuits={circuits} />}
    </section>
  );
}

function FiguresOf({ stats, circuits }: Readonly<{ stats: Stats; circuits: readonly Circuit[] }>) {
  const { messages, delivery_seconds: delivery } = stats;
  const rate = successRate(stats);
  return (
    <>
      <Figure name="Delivered" value={count(messages.delivered)} verdict={sendingVerdict(circuits)}>
        {signIns(stats)}
      </Figure>
      <Figure name="Success rate" value={rate === null ? '–' : share(rate)} verdict={successVerdict(rate)}>
        {givenUp(stats)}
      </Figure>
      <Figure name="p95 to Telegram" value={secondsOrNone(delivery.p95)} verdict={speedVerdict(delivery.p95)}>
        Good is up to 1 s. The slowest of a hundred took {secondsOrNone(delivery.p99)}.
      </Figure>
      <Figure name="Overstays" value={count(messages.overstayed)} verdict={overstayVerdict(messages)}>
        Messages that lived over 2 s past their time. Good is none.
      </Figure>
    </>
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

/** "30 sign-ins began: 20 came in, 6 under way." */
function signIns({ verifications: { total, by_outcome: outcomes } }: Stats): string {
  const { verified = 0, pending = 0 } = outcomes;
  if (total === 0) return 'No sign-in began.';
  const began = total === 1 ? '1 sign-in' : `${count(total)} sign-ins`;
  return `${began} began: ${count(verified)} came in, ${count(pending)} under way.`;
}

/** What was given up, by whose doing. */
function givenUp(stats: Stats): string {
  const { ours, theirs } = failuresOf(stats);
  if (ours + theirs === 0) return 'No message was given up.';
  const unreachable = theirs === 0 ? '' : ` ${count(theirs)} could not: the bot is blocked, or the account gone.`;
  const reached =
    ours === 0 ? 'Each that could reach somebody did.' : `${count(ours)} should have got there and did not.`;
  return reached + unreachable;
}
