import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Town } from './attack.people.mjs';
import { print } from './attack.report.mjs';
import { startServer, startShippedApp } from './children.mjs';

const TOKEN = '1:attack_token';
const PLANTED = 10;
const FIRST_STRANGER = 3_000_000;

/**
 * The built app with the limits that it ships with, under everything that strangers can ask for at once: a household's
 * flood, sprays from ten thousand addresses, guesses, and messages to ten known people; and beside them, people who
 * only want to sign in.
 * @param {string[]} args `--seconds 150`, in which ten thousand addresses are used
 * @returns {Promise<boolean>} whether honest people got what they were promised, and strangers learnt nothing
 */
export async function attackBench(args) {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '150' } } });
  const servers = [];
  const start = async (server) => (servers.unshift(await server), servers[0]);
  try {
    const telegram = await start(startServer('attack.server.mjs', { readyPath: '/ready', env: () => ({ TOKEN }) }));
    const app = await start(startShippedApp(telegram, TOKEN, { TRUST_PROXY: '127.0.0.1' }));
    const town = new Town(app.url, telegram.url);
    const run = await play(town, Number(values.seconds));
    await town.close();
    return print(run);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function play(town, seconds) {
  const planted = [];
  for (let nth = 0; nth < PLANTED; nth++) planted.push(await plant(town, nth));
  const run = {
    seconds,
    answers: {},
    guesses: 0,
    spray: [],
    honest: { start: [], device: [], typed: [] },
    planted: [],
  };
  const count = ({ status }) => (run.answers[status] = (run.answers[status] ?? 0) + 1);
  const opened = [];
  const attacks = [
    every(1000 / 42, seconds, async (nth) => {
      const answer = await town.ask('/api/register', stranger(nth), `2001:db8:0:${(nth % 256).toString(16)}::1`);
      count(answer);
      if (answer.status === 202) opened.push(answer.body.verification_id);
    }),
    every(1000 / 40, seconds, async (nth) => {
      // At random: in fixed turns, one kind would always meet whatever else comes at the same moment.
      const isKnown = Math.random() < 0.5;
      const { email, username } = planted[nth % PLANTED];
      const name = isKnown ? email : `nobody${nth}@example.org`;
      const said = Math.random() < 0.5 ? { email: name } : { telegram_username: isKnown ? username : `nobody_${nth}` };
      const answer = await town.ask('/api/login', said, addressOf(nth));
      count(answer);
      run.spray.push({ isKnown, ms: answer.ms, shape: shapeOf(answer) });
    }),
    every(1000 / 5, seconds, async (nth) => {
      const { person } = planted[nth % PLANTED];
      const answer = await town.ask(
        '/api/register',
        { ...stranger(nth), telegram_chat_id: person },
        addressOf(20_000 + nth),
      );
      count(answer);
      if (answer.status === 202) opened.push(answer.body.verification_id);
    }),
    every(1000 / 20, seconds, async (nth) => {
      const id = opened[opened.length - 1 - (nth % 40)];
      if (!id) return;
      run.guesses += 1;
      count(await town.ask('/api/verify-otp', { verification_id: id, otp: '000000' }, addressOf(40_000 + nth)));
    }),
  ];
  const people = [
    every(2000, seconds, async (nth) => {
      const person = await town.newPerson('Honest');
      run.honest.start.push((await town.comeIn(person, `198.51.100.${nth % 250}`)).ms);
    }),
    every(6000, seconds, async (nth) => {
      const { person, token } = planted[nth % PLANTED];
      const known = new Set(await town.codes(person));
      const began = performance.now();
      const { status } = await town.ask('/api/login', { device_token: token }, `198.51.101.${nth % 250}`);
      const code = status === 202 && (await town.code(person, known));
      run.honest.device.push(code ? performance.now() - began : Infinity);
    }),
    every(3000, seconds, async (nth) => {
      const person = await town.newPerson('Typist');
      await town.start(person);
      await pause(1500);
      const began = performance.now();
      const typed = { name: 'Typist', email: `typist${nth}@example.org`, telegram_chat_id: person };
      const { status } = await town.ask('/api/register', typed, `203.${nth % 200}.113.7`);
      const code = status === 202 && (await town.code(person));
      run.honest.typed.push(code ? performance.now() - began : Infinity);
    }),
  ];
  await Promise.all([...attacks, ...people]);
  for (const { person } of planted) run.planted.push((await town.comeIn(person, '198.51.102.7')).session !== undefined);
  return run;
}

/** A person with an account, an e-mail and a username, all of which strangers know. */
async function plant(town, nth) {
  const person = await town.newPerson(`Planted ${nth}`);
  const { session } = await town.comeIn(person, `198.51.103.${nth}`);
  const email = `planted${nth}@example.org`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${session.access_token}` };
  const change = { method: 'PATCH', path: '/api/profile', headers, body: JSON.stringify({ email }) };
  await (await town.app.request(change)).body.dump();
  return { person, email, username: `planted_${nth}`, token: session.device_token };
}

/** The rate does not wait for the answers; a failure counts as an answer, too. */
async function every(ms, seconds, act) {
  const acts = [];
  const began = performance.now();
  for (let nth = 0; nth * ms < seconds * 1000; nth++) {
    const waitMs = began + nth * ms - performance.now();
    if (waitMs > 0) await pause(waitMs);
    acts.push(act(nth).catch((error) => console.error(error.message)));
  }
  await Promise.all(acts);
}

const stranger = (nth) => ({
  name: 'Stranger',
  email: `stranger${nth}@example.org`,
  telegram_chat_id: FIRST_STRANGER + nth,
});

/** Ten thousand different addresses, each in a /24 of its own. */
const addressOf = (nth) => `10.${(nth >> 8) % 40}.${nth % 256}.${1 + (nth >> 16)}`;

/** What an answer says; of what differs each time, only the length. */
function shapeOf({ status, body }) {
  const {
    verification_id: id,
    telegram_link: link,
    expires_at: expires,
    resend_at: resend,
    request_id: request,
    ...rest
  } = body;
  return JSON.stringify([
    status,
    rest,
    [id, link, expires, resend, request].map((text) => text && String(text).length),
  ]);
}
