import type { BotHealth } from '../../health/health.service';

/** `wrong`: people are kept out, or a promise is broken. `careful`: it may come to that. */
export type Severity = 'wrong' | 'careful';

/** One thing that is wrong: what it is, what it means for people, and what to do about it. */
export type Finding = Readonly<{
  code: FindingCode;
  severity: Severity;
  /** The bot concerned; absent if the finding is not about a single bot. */
  bot?: number;
  title: string;
  meaning: string;
  action: string;
}>;

/** The worst first: findings are reported in this order. */
export const findingCodes = [
  'storage_down',
  'telegram_circuit_open',
  'bot_unauthorized',
  'bot_unreachable',
  'requests_failing',
  'deliveries_failing',
  'backlog_old',
  'deletions_late',
  'bot_conflict',
  'clock_doubted',
  'bot_held_back',
  'bot_starting',
  'delivery_slow',
  'storage_slow',
  'clock_wrong',
  'codes_guessed',
  'webhooks_failing',
  'pictures_missing',
  'bot_left_behind',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** A bot's health, and how long its oldest message has waited. */
export type BotNow = BotHealth & Readonly<{ bot: number; oldestWaitSeconds: number }>;

/** What is known of now and the last five minutes. `waiting` and `webhooks` are absent while the store cannot tell. */
export type Facts = Readonly<{
  storage: Readonly<{ tookMs: number; why?: string }>;
  bots: readonly BotNow[];
  areDrawn: boolean;
  clockDoubt?: string;
  clockAheadSeconds: number;
  waiting?: Readonly<{
    deliveries: number;
    deletions: number;
    overdue: number;
    leftBehind: readonly Readonly<{ botId: number; messages: number }>[];
  }>;
  webhooks?: Readonly<{ pending: number; failedLately: number; troubled: number }>;
  lately: Lately;
}>;

/** Counts of the last five minutes. */
export type Lately = Readonly<{
  signedIn: number;
  delivered: number;
  /** Given up through no fault of the person. */
  failed: number;
  p95Seconds: number | null;
  requests: number;
  faults: number;
  wrongCodes: number;
}>;

const MOST_WAIT_SECONDS = 10;
const LONG_PAUSE_SECONDS = 60;
const SLOW_STORAGE_MS = 1_000;
const SLOW_DELIVERY_SECONDS = 5;
const CLOCK_SECONDS = 300;
const GUESSES = 150;
/** With fewer samples than this, a share says little. */
const SOME = 5;
const BAD_SHARE = 0.05;

/** What is wrong now, the worst first; empty if all is well. */
export function findingsOf(facts: Facts): Finding[] {
  const found = [...ofStorage(facts), ...facts.bots.flatMap(ofBot), ...ofMessages(facts), ...ofOthers(facts)];
  const rank = ({ severity, code }: Finding) => (severity === 'wrong' ? 0 : 100) + findingCodes.indexOf(code);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function ofStorage({ storage: { tookMs, why } }: Facts): Finding[] {
  if (why !== undefined) {
    const isFull = /full|no space|quota/i.test(why);
    return [
      {
        ...wrong('storage_down'),
        title: isFull ? 'The storage is full' : 'The storage takes no writes',
        meaning: `Nobody can sign in, and nothing is deleted. It says: ${why}`,
        action: isFull
          ? 'Free space on the disk of the store; it goes on by itself.'
          : 'Look at the disk of the SQLite file, or for the primary of MongoDB’s replica set; it goes on by itself.',
      },
    ];
  }
  if (tookMs < SLOW_STORAGE_MS) return [];
  return [
    {
      ...careful('storage_slow'),
      title: `The storage is slow: a tiny write took ${seconds(tookMs / 1000)}`,
      meaning: 'Every sign-in takes several writes, so every step is slow.',
      action: 'Look at the disk’s load, or at MongoDB’s slowest operations and its network.',
    },
  ];
}

function ofBot(bot: BotNow): Finding[] {
  const name = bot.username === null ? `bot ${bot.bot}` : `@${bot.username}`;
  const found: Omit<Finding, 'bot'>[] = [];
  const pause = bot.held_back_seconds;
  if (bot.circuit !== 'closed')
    found.push({
      ...wrong('telegram_circuit_open'),
      title: `Nothing goes out: the breaker of ${name} is ${bot.circuit === 'open' ? 'open' : 'half open'}${pause > 0 ? `, next try in ${seconds(pause)}` : ''}`,
      meaning:
        'Calls to Telegram failed again and again. New messages wait and fail after their deadline; deletions wait.',
      action:
        'Check DNS, firewall and proxy from this machine to the Bot API, then whether Telegram is down. It closes with the first call that is answered.',
    });
  else if (pause > 0)
    found.push({
      ...(pause > LONG_PAUSE_SECONDS ? wrong('bot_held_back') : careful('bot_held_back')),
      title: `Telegram asked ${name} for a pause: nothing goes out for ${seconds(pause)}`,
      meaning: 'More was sent than Telegram takes. Messages and deletions of this bot wait.',
      action: 'Wait: calls with this token make it longer. If it happens often, add a bot to TELEGRAM_BOT_TOKEN.',
    });
  const told = STATES[bot.state];
  if (told) {
    const { severity, code, title, meaning, action } = told;
    const because = bot.error === null ? '' : ` Telegram or the network says: ${bot.error}`;
    found.push({ severity, code, title: title.replace('{bot}', name), meaning: meaning + because, action });
  }
  if (bot.oldestWaitSeconds > MOST_WAIT_SECONDS)
    found.push({
      ...(bot.oldestWaitSeconds > LONG_PAUSE_SECONDS ? wrong('backlog_old') : careful('backlog_old')),
      title: `Messages of ${name} wait: the oldest for ${seconds(bot.oldestWaitSeconds)}`,
      meaning: 'People look at “Your code is on its way”. What waits until its deadline is given up.',
      action:
        'If nothing else is wrong, more is asked for than the bot may send: look for a flood at Limits, or add a bot.',
    });
  return found.map((finding) => ({ ...finding, bot: bot.bot }));
}

type Told = Omit<Finding, 'bot'>;

const STATES: Readonly<Record<string, Told | undefined>> = {
  unauthorized: {
    ...{ code: 'bot_unauthorized', severity: 'wrong' },
    title: 'Telegram refuses the token of {bot}',
    meaning: 'No message of this bot goes out, and Start is not heard.',
    action: 'Get the token from @BotFather, set TELEGRAM_BOT_TOKEN and restart.',
  },
  unreachable: {
    ...{ code: 'bot_unreachable', severity: 'wrong' },
    title: '{bot} gets no updates: Telegram does not answer',
    meaning: 'People who press Start get no answer.',
    action: 'Check DNS, firewall and proxy from this machine to the Bot API. It is tried again by itself.',
  },
  conflict: {
    ...{ code: 'bot_conflict', severity: 'wrong' },
    title: 'Something else takes the updates of {bot}',
    meaning:
      'Another process polls with the same token, or a webhook is set: people who press Start may get no answer.',
    action: 'Find and stop the other process, or give it a bot of its own.',
  },
  starting: {
    ...{ code: 'bot_starting', severity: 'careful' },
    title: '{bot} is starting',
    meaning: 'It has not heard from Telegram yet.',
    action: 'Wait a few seconds; then check the network to the Bot API.',
  },
};

function ofMessages({ waiting, lately }: Facts): Finding[] {
  const found: Finding[] = [];
  const { delivered, failed, p95Seconds, requests, faults } = lately;
  if (faults >= SOME && faults / requests > BAD_SHARE)
    found.push({
      ...wrong('requests_failing'),
      title: `${percent(faults / requests)} of the requests failed on our side (${faults} of ${requests})`,
      meaning: 'People see “Something went wrong” or “Busy at the moment”.',
      action: '500: look for errors in the log. 503: the store takes no writes, or more is asked for than can be sent.',
    });
  if (failed >= SOME && failed / (failed + delivered) > BAD_SHARE)
    found.push({
      ...wrong('deliveries_failing'),
      title: `${percent(failed / (failed + delivered))} of the messages did not reach Telegram (${failed} of ${failed + delivered})`,
      meaning: 'People see a failed delivery and a button to send it again.',
      action: 'Open the failed messages below: each says what Telegram or the network answered.',
    });
  if (waiting && waiting.overdue > 0)
    found.push({
      ...wrong('deletions_late'),
      title: `${messages(waiting.overdue)} still in Telegram a minute after ${waiting.overdue === 1 ? 'its' : 'their'} time`,
      meaning: 'The codes in them are dead, but they can be read in the chats.',
      action: 'See the bots: Telegram does not answer, or refuses deletions. They are tried for 47 hours.',
    });
  if (p95Seconds !== null && p95Seconds > SLOW_DELIVERY_SECONDS)
    found.push({
      ...careful('delivery_slow'),
      title: `Messages take up to ${seconds(p95Seconds)} to reach Telegram`,
      meaning: 'People wait for their code.',
      action: 'If messages wait as well, see to that first; else Telegram or the network to it is slow.',
    });
  for (const { botId, messages: count } of waiting?.leftBehind ?? [])
    found.push({
      ...careful('bot_left_behind'),
      bot: botId,
      title: `${messages(count)} of bot ${botId}, which has no token any more, cannot be sent or deleted`,
      meaning: 'They stay in the chats, with dead codes.',
      action: 'Put its token back into TELEGRAM_BOT_TOKEN until they are gone, within 47 hours.',
    });
  return found;
}

function ofOthers({ areDrawn, clockDoubt, clockAheadSeconds, webhooks, lately }: Facts): Finding[] {
  const found: Finding[] = [];
  if (clockDoubt !== undefined)
    found.push({
      ...wrong('clock_doubted'),
      title: 'The clock is wrong, and nothing is erased',
      meaning: `Times in answers and in the audit are wrong: ${clockDoubt}.`,
      action: 'Set the machine’s clock (with MongoDB its server’s) by a time service, then restart.',
    });
  else if (Math.abs(clockAheadSeconds) > CLOCK_SECONDS)
    found.push({
      ...careful('clock_wrong'),
      title: `The clock is ${seconds(Math.abs(clockAheadSeconds))} ${clockAheadSeconds > 0 ? 'ahead of' : 'behind'} Telegram’s`,
      meaning: 'Codes live as long as they should, but times in answers and in the audit are wrong.',
      action: 'Set the machine’s clock (with MongoDB its server’s) by a time service, then restart.',
    });
  if (lately.wrongCodes > GUESSES)
    found.push({
      ...careful('codes_guessed'),
      title: `${lately.wrongCodes} wrong codes in five minutes`,
      meaning:
        'More than people mistype: somebody is guessing. Each verification and each address is shut out in time.',
      action: 'Look at the addresses of “Wrong code” in the audit.',
    });
  if (webhooks && (webhooks.failedLately > 0 || webhooks.troubled > 0))
    found.push({
      ...(webhooks.failedLately > 0 ? wrong('webhooks_failing') : careful('webhooks_failing')),
      title:
        webhooks.failedLately > 0
          ? `${webhooks.failedLately} webhooks were given up in the last five minutes`
          : `${webhooks.troubled} webhooks were refused and are tried again`,
      meaning: 'Your other services do not hear who signed in.',
      action: 'Look at the endpoint (WEBHOOK_URL), then replay what was given up.',
    });
  if (!areDrawn)
    found.push({
      ...careful('pictures_missing'),
      title: 'Messages go out without their QR picture',
      meaning: 'Code and link still work; nothing can be scanned.',
      action: 'Look for “picture” in the log; a restart may help.',
    });
  return found;
}

const wrong = <Code extends FindingCode>(code: Code) => ({ code, severity: 'wrong' }) as const;
const careful = <Code extends FindingCode>(code: Code) => ({ code, severity: 'careful' }) as const;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const messages = (count: number): string => (count === 1 ? '1 message' : `${count} messages`);

/** "9 s", "2 min", "3 h". */
function seconds(count: number): string {
  if (count < 120) return `${count < 10 ? Math.round(count * 10) / 10 : Math.round(count)} s`;
  return count < 7_200 ? `${Math.round(count / 60)} min` : `${Math.round(count / 3_600)} h`;
}
