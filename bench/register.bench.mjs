import autocannon from 'autocannon';
import { BETTER_AUTH, compare, FLOOR, PRODUCT, startBeside } from './baselines/baselines.mjs';
import { startServer } from './children.mjs';
import { measureInTurns } from './numbers.mjs';

const ROUNDS = 9;
const ROUND_SECONDS = 2;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 50;

let people = 0;
const anEmail = () => `person${++people}@example.org`;
const aPerson = () => ({ name: `Person ${people}`, email: anEmail() });

/** How a sign-in begins at each; all store it durably before they answer, and none of them sends anything yet. */
const BEGINNINGS = {
  [PRODUCT]: { path: '/api/register', body: aPerson },
  [BETTER_AUTH]: {
    path: '/api/auth/email-otp/send-verification-otp',
    body: () => ({ email: anEmail(), type: 'sign-in' }),
  },
  [FLOOR]: { path: '/api/register', body: aPerson },
};

/** How many sign-ins a second can begin. */
export async function registerBench() {
  const telegram = await startServer('bot-api.server.mjs', { readyPath: '/arrivals' });
  const { urls, stop } = await startBeside(telegram.url).catch(async (error) => {
    await telegram.stop();
    throw error;
  });
  try {
    const names = Object.keys(urls);
    for (const name of names) await beginningsASecond(name, urls, WARM_UP_SECONDS);
    return compare(await measureInTurns(names, ROUNDS, (name) => beginningsASecond(name, urls, ROUND_SECONDS)), {
      title: `Starts of sign-ins a second, ${CONNECTIONS} connections`,
      goals: { [BETTER_AUTH]: 10, [FLOOR]: 0.5 },
    });
  } finally {
    await stop();
    await telegram.stop();
  }
}

async function beginningsASecond(name, urls, seconds) {
  const { path, body } = BEGINNINGS[name];
  const result = await autocannon({
    url: urls[name],
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(body()) }),
      },
    ],
  });
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${name} refused ${refused} requests`);
  return result['2xx'] / result.duration;
}
