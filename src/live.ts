import { createServer } from 'node:http';
import { workerData } from 'node:worker_threads';

/**
 * In a thread of its own, until the product listens: a start that takes minutes, for a large store, must not look dead to
 * what restarts dead processes.
 */
const { host, port } = workerData as { host: string; port: number };

const server = createServer(({ url = '' }, answer) => {
  const isLive = url.split('?', 1)[0] === '/health/live';
  const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' };
  answer.writeHead(isLive ? 200 : 503, isLive ? headers : { ...headers, 'retry-after': '5' });
  answer.end(JSON.stringify({ status: isLive ? 'ok' : 'unavailable' }));
});
// Whose port it is, the product itself says when it listens.
server.on('error', () => undefined);
server.listen(port, host);
