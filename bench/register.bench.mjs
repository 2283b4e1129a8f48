import autocannon from 'autocannon';
import { BETTER_AUTH, compare, FLOOR, OTPGATEWAY, PRODUCT, startBeside } from './baselines/baselines.mjs';
import { OTPGATEWAY_HEADERS, PROVIDER } from './baselines/otpgateway.mjs';
import { startServer } from './children.mjs';
import { measureInTurns } from './numbers.mjs';

const ROUNDS = 9;
const ROUND_SECONDS = 2;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 50;

let people = 0;
const anEmail = () => `person${++people}@example.org`;
const aPerson = () => ({ name: `Person ${people}`, email: anEmail() });

const asJson = (path, body) => () => ({
  ...{ method: 'POST', path, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify(body()),
});

/** How a sign-in begins at each. All store it durably before they answer; otpgateway alone sends something by then. */
const BEGINNINGS = {
  [PRODUCT]: asJson('/api/register', aPerson),
  [BETTER_AUTH]: asJson('/api/auth/email-otp/send-verification-otp', () => ({ email: anEmail(), type: 'sign-in' })),
  [OTPGATEWAY]: () => ({
    ...{ method: 'PUT', path: `/api/otp/person${++people}`, headers: OTPGATEWAY_HEADERS },
    body: `to=${people}&provider=${PROVIDER}`,
  }),
  [FLOOR]: asJson('/api/register', aPerson),
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
      goals: { [BETTER_AUTH]: 10, [OTPGATEWAY]: 2, [FLOOR]: 0.5 },
    });
  } finally {
    await stop();
    await telegram.stop();
  }
}

async function beginningsASecond(name, urls, seconds) {
  const begin = BEGINNINGS[name];
  const result = await autocannon({
    url: urls[name],
    connections: CONNECTIONS,
    duration: seconds,
    requests: [{ ...begin(), setupRequest: (request) => ({ ...request, ...begin() }) }],
  });
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${name} refused ${refused} requests`);
  return result['2xx'] / result.duration;
}
