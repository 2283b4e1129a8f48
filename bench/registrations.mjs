import { setTimeout as pause } from 'node:timers/promises';

let people = 0;

/** Starts each registration on time, whether or not the one before was answered: a pause shows in each that it hits. */
export async function registerSteadily(url, { rate, latencies, isOver }) {
  const began = performance.now();
  const underWay = new Set();
  for (let count = 0; !isOver(); count++) {
    const due = began + (count * 1000) / rate;
    await pause(Math.max(0, due - performance.now()));
    const request = register(url).then(() => latencies.push(performance.now() - due));
    underWay.add(request);
    void request.finally(() => underWay.delete(request));
  }
  await Promise.all(underWay);
}

async function register(url) {
  people += 1;
  const body = JSON.stringify({ name: 'Ann', email: `ann${people}@example.org`, telegram_chat_id: 5_000_000 + people });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/register`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (answer.status !== 202) throw new Error(`a registration was answered with ${answer.status}`);
}
