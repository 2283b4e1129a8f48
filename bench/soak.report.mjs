import { cpus, loadavg } from 'node:os';
import { percentile } from './numbers.mjs';

const MOST_LATE_SECONDS = 1;
/** Memory may grow until the first messages have lived their life and as many go as come. */
const WARM_UP_SECONDS = 90;
const MOST_GROWTH = 0.1;
const FEWEST_SAMPLES = 12;
const MEBIBYTE = 2 ** 20;

/** Each promise, what became of it, and whether it was kept. */
export function judge({ lives, telegram, samples, isDrained }) {
  const late = latenessOf(lives, telegram.pauses);
  const lost = lives.filter((life) => !isAnswered(life)).length;
  const staying = lives.filter(({ present = 0, lostSends = 0 }) => present > lostSends).length;
  const early = late.all.filter((seconds) => seconds < 0).length;
  const p99 = percentile(late.calm, 99) ?? 0;
  return [
    promise('accepted registrations lost', '0', lost, lost === 0),
    promise('all sent and deleted in the end', 'yes', isDrained ? 'yes' : 'no', isDrained),
    promise('messages left in a chat', '0', staying, staying === 0),
    promise('messages deleted before their time', '0', early, early === 0),
    promise("breaches of Telegram's limit of a bot", '0', telegram.breaches.bot, telegram.breaches.bot === 0),
    promise("breaches of Telegram's limit of a chat", '0', telegram.breaches.chat, telegram.breaches.chat === 0),
    promise('overstay p99, deletion met no fault', '<= 1 s', inSeconds(p99), p99 <= MOST_LATE_SECONDS),
    memoryPromise(samples),
  ];
}

/** Prints what was promised, and then what else was seen. */
export function print(run, promises) {
  const rows = promises.map(({ name, goal, measured, isKept }) => [
    name,
    goal,
    String(measured),
    isKept ? 'yes' : 'NO',
  ]);
  printTable([['', 'promised', 'measured', 'ok'], ...rows]);
  console.log();
  printTable(figuresOf(run));
}

const promise = (name, goal, measured, isKept) => ({ name, goal, measured, isKept });

/** Either the message came and went, or its failure was reported. */
function isAnswered({ status, delivery, sends = 0 }) {
  if (status === 'failed') return delivery.error !== null;
  return status === 'expired' && delivery.deleted_at !== null && sends > 0;
}

/** In seconds, for deletions: without a fault, those of them outside Telegram's pauses, with a fault, and all. */
function latenessOf(lives, pauses) {
  const gone = lives.filter(({ delivery, goneAt }) => delivery.delete_at !== null && goneAt);
  const seconds = ({ delivery, goneAt }) => (goneAt - Date.parse(delivery.delete_at)) / 1000;
  const calm = gone.filter(({ deletionMishaps }) => deletionMishaps === 0);
  const isPaused = ({ delivery, goneAt }) =>
    pauses.some((at) => at <= goneAt && at + 1000 >= Date.parse(delivery.delete_at));
  return {
    all: gone.map(seconds),
    calm: calm.map(seconds),
    unpaused: calm.filter((life) => !isPaused(life)).map(seconds),
    met: gone.filter(({ deletionMishaps }) => deletionMishaps > 0).map(seconds),
  };
}

function memoryPromise(samples) {
  const { first, last, count } = thirds(samples, 'rss');
  if (count < FEWEST_SAMPLES) return promise('memory flat', '< +10 %', 'too short to tell', true);
  const growth = last / first - 1;
  const measured = `${(growth * 100).toFixed(1)} % (${inMebibytes(first)} to ${inMebibytes(last)})`;
  return promise('memory flat', '< +10 %', measured, growth < MOST_GROWTH);
}

/** The means of the first and the last third after the warm-up. */
function thirds(samples, of) {
  const warm = samples.filter(({ at }) => at >= WARM_UP_SECONDS).map((sample) => sample[of]);
  const third = Math.floor(warm.length / 3);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { first: mean(warm.slice(0, third)), last: mean(warm.slice(-third)), count: warm.length };
}

function figuresOf({ seconds, rate, people, lives, telegram, samples }) {
  const late = latenessOf(lives, telegram.pauses);
  const sent = lives.filter(({ delivery }) => delivery.sent_at !== null);
  const waits = sent.map(({ delivery, askedAt }) => (Date.parse(delivery.sent_at) - askedAt) / 1000);
  const heap = thirds(samples, 'heap');
  return [
    ['registrations', `${people.length} in ${seconds / 60} min, ${rate}/s`],
    ['accepted, refused, not answered', `${lives.length}, ${refusals(people)}, ${unanswered(people)}`],
    ['sent, honestly failed', `${sent.length}, ${lives.filter(({ status }) => status === 'failed').length}`],
    ['calls to send or delete, with a fault', `${telegram.calls}, ${faultsOf(telegram)}`],
    ['most messages in one second', `${telegram.busiestSecond} (Telegram allows 30)`],
    ['request to message', inPercentiles(waits)],
    ['overstay, no fault', inPercentiles(late.calm)],
    ['overstay, no fault and no pause', inPercentiles(late.unpaused)],
    ['overstay, deletion met a fault', inPercentiles(late.met)],
    ['overstay, all', inPercentiles(late.all)],
    ['longest queue', `${Math.max(0, ...samples.map(({ pending }) => pending))} messages`],
    [
      'heap, first and last third',
      heap.count < FEWEST_SAMPLES ? 'too short to tell' : `${inMebibytes(heap.first)}, ${inMebibytes(heap.last)}`,
    ],
    ['event loop lag: p99 (median, worst), longest', lagOf(samples)],
    ["the same of Telegram's stand-in, longest", inSeconds(telegram.longestStallSeconds)],
    [
      'load of the machine, 1, 5 and 15 minutes',
      `${loadavg().map((load) => load.toFixed(1))} on ${cpus().length} cores`,
    ],
  ];
}

const refusals = (people) => people.filter(({ id, refusal }) => id === undefined && refusal !== undefined).length;
const unanswered = (people) => people.filter(({ refusal }) => refusal === undefined).length;

function faultsOf({ calls, mishaps }) {
  const kinds = Object.entries(mishaps).map(([kind, count]) => `${kind} ${count}`);
  const share = Object.values(mishaps).reduce((sum, count) => sum + count, 0) / calls;
  return `${(share * 100).toFixed(1)} % (${kinds.join(', ')})`;
}

function lagOf(samples) {
  const lags = samples.map(({ lag }) => lag);
  const longest = Math.max(0, ...samples.map(({ worstLag }) => worstLag));
  return `${inSeconds(percentile(lags, 50))}, ${inSeconds(Math.max(0, ...lags))}, ${inSeconds(longest)}`;
}

function inPercentiles(values) {
  if (values.length === 0) return 'none';
  const [half, most, nearlyAll] = [50, 95, 99].map((percent) => inSeconds(percentile(values, percent)));
  const longest = inSeconds(percentile(values, 100));
  return `p50 ${half}, p95 ${most}, p99 ${nearlyAll}, longest ${longest} (${values.length})`;
}

const inSeconds = (seconds = NaN) => `${seconds.toFixed(3)} s`;
const inMebibytes = (bytes) => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
