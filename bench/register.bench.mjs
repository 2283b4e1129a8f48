import autocannon from 'autocannon';
import { startApp, startServer } from './children.mjs';
import { median } from './numbers.mjs';

const ROUNDS = 5;
const ROUND_SECONDS = 4;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 50;

let people = 0;

/** Registrations a second, stored durably, compared with the least that they can cost. */
export async function registerBench() {
  const servers = [];
  const start = async (server) => (servers.push(await server), servers.at(-1));
  try {
    const telegram = await start(startServer('bot-api.server.mjs', { readyPath: '/arrivals' }));
    const floor = await start(startServer('floor.server.mjs', { readyPath: '/ready' }));
    const app = await start(startApp(telegram.url));
    return toResult(await measureInTurns(floor.url, app.url));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function measureInTurns(floorUrl, appUrl) {
  for (const url of [floorUrl, appUrl]) await registrationsASecond(url, WARM_UP_SECONDS);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const floor = await registrationsASecond(floorUrl, ROUND_SECONDS);
    rounds.push({ floor, app: await registrationsASecond(appUrl, ROUND_SECONDS) });
  }
  return rounds;
}

function toResult(rounds) {
  const [floor, app] = [median(rounds.map((round) => round.floor)), median(rounds.map((round) => round.app))];
  return {
    name: `register, ${CONNECTIONS} connections, against bare Fastify with a durable insert`,
    goal: 0.5,
    measured: median(rounds.map((round) => round.app / round.floor)),
    unit: '×',
    detail: `${app.toFixed(0)} and ${floor.toFixed(0)} a second`,
  };
}

async function registrationsASecond(url, seconds) {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/api/register',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(aPerson()) }),
      },
    ],
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} registrations were refused`);
  return result['2xx'] / result.duration;
}

function aPerson() {
  people += 1;
  return { name: `Person ${people}`, email: `person${people}@example.org` };
}
