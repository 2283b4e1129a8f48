import { Pool } from 'undici';
import { BETTER_AUTH, compare, OTPGATEWAY, PRODUCT, startBeside } from './baselines/baselines.mjs';
import { askBy, PEOPLE_AT_ONCE, signIn, signInAll, TYPING_MS } from './loop.people.mjs';
import { Telegram } from './loop.telegram.mjs';
import { measureInTurns, percentile } from './numbers.mjs';
import { readGauges } from './soak.samples.mjs';

/** In sign-ins: code that has run a few hundred times is compiled. */
const WARM_UP = 1_500;
const ROUNDS = 10;
const A_ROUND = 600;

/** What a whole sign-in costs: asked for, delivered, the code typed, a session, the message deleted, signed out. */
export async function loopBench() {
  const telegram = await Telegram.start();
  const settings = { OTP_TTL_SECONDS: '60', LIMIT_WRONG_CODES_PER_IP_HOUR: '100000' };
  const { urls, stop } = await startBeside(telegram.url, settings).catch((error) => {
    telegram.stop();
    throw error;
  });
  const pools = Object.values(urls).map((url) => new Pool(url, { connections: PEOPLE_AT_ONCE }));
  const sites = Object.fromEntries(
    Object.entries(urls).map(([name, url], index) => [name, { url, ask: askBy(pools[index]), telegram }]),
  );
  try {
    return await measure(urls, (name, times) => signInAll(times, (nth) => signIn[name]({ ...sites[name], nth })));
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()));
    await stop();
    telegram.stop();
  }
}

async function measure(urls, signInAt) {
  const names = Object.keys(urls);
  for (const name of names) await signInAt(name, WARM_UP);
  const ours = { took: [], cpuSeconds: 0 };
  const cpuSeconds = async () => (await readGauges(urls[PRODUCT])).process_cpu_seconds_total;
  const figures = await measureInTurns(names, ROUNDS, async (name) => {
    const before = await cpuSeconds();
    const began = performance.now();
    const took = await signInAt(name, A_ROUND);
    const seconds = (performance.now() - began) / 1000;
    if (name === PRODUCT) {
      ours.took.push(...took);
      ours.cpuSeconds += (await cpuSeconds()) - before;
    }
    return took.length / seconds;
  });
  const title = `Whole sign-ins a second, ${PEOPLE_AT_ONCE} people at once`;
  const ratios = compare(figures, { title, goals: { [BETTER_AUTH]: 6, [OTPGATEWAY]: 0.6 } });
  const { process_resident_memory_bytes: resident } = await readGauges(urls[PRODUCT]);
  return [...ratios, costOf(ours), memoryOf(resident, ours.took.length)];
}

function costOf({ took, cpuSeconds }) {
  return {
    name: 'Whole sign-ins, a second of CPU',
    goal: 667,
    measured: took.length / cpuSeconds,
    unit: '/s',
    detail: [
      `${((cpuSeconds * 1000) / took.length).toFixed(2)} ms of CPU each`,
      `p50 ${(percentile(took, 50) - TYPING_MS).toFixed(0)} ms without the typing`,
    ].join(', '),
  };
}

const memoryOf = (resident, signIns) => ({
  name: 'Memory after whole sign-ins',
  most: 160,
  measured: resident / 2 ** 20,
  unit: 'MiB',
  detail: `the RSS after ${signIns + WARM_UP} of them`,
});
