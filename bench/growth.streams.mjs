import { connect } from 'node:net';
import Fastify from 'fastify';
import { Pool } from 'undici';

/**
 * Waiting pages, in a process of their own: each has its verification, its address and its open event stream. A
 * stream is a bare socket, so that thousands of them cost the machine little besides what they cost the product.
 */
const AT_ONCE = 50;
const ANSWERED = 'HTTP/1.1 200';

const waiting = [];
const open = new Set();

/** Addresses are simulated by the header that a trusted proxy writes; more streams of one would be turned away. */
const addressOf = (nth) => `10.${(nth >> 16) % 256}.${(nth >> 8) % 256}.${nth % 256}`;

async function register(pool, nth) {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': addressOf(nth) };
  const body = JSON.stringify({ name: 'Waiting', email: `waiting${nth}@example.org` });
  const answer = await pool.request({ method: 'POST', path: '/api/register', headers, body });
  const { verification_id: id } = await answer.body.json();
  waiting.push({ id, address: addressOf(nth) });
}

/** Resolves when the stream is open or refused; what comes on it afterwards is dropped. */
function openStream({ hostname, port, host }, { id, address }) {
  return new Promise((resolve, reject) => {
    const request = `GET /api/verifications/${id}/events HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: ${address}\r\n\r\n`;
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.once('data', (chunk) => {
      if (chunk.toString('latin1', 0, ANSWERED.length) === ANSWERED) open.add(socket.resume());
      else socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => open.delete(socket));
  });
}

async function repeat(count, act) {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const server = Fastify({ forceCloseConnections: true });
server.get('/ready', async () => ({}));
server.post('/register', async ({ query: { url, count } }) => {
  const pool = new Pool(url, { connections: AT_ONCE });
  await repeat(Number(count), (nth) => register(pool, nth));
  await pool.destroy();
  return {};
});
server.post('/open', async ({ query: { url } }) => {
  await repeat(waiting.length, (nth) => openStream(new URL(url), waiting[nth]));
  return {};
});
server.get('/open', async () => ({ open: open.size }));
process.once('SIGTERM', () => process.exit(0));
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
