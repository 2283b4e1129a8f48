import { createServer } from 'node:http';
import { workerData } from 'node:worker_threads';

/**
 * Runs in its own thread until the product listens: a start that takes minutes, because the store is large, must not
 * look dead to a supervisor that restarts dead processes.
 */
const { host, port } = workerData as { host: string; port: number };

const server = createServer(({ url = '' }, answer) => {
  const isLive = url.split('?', 1)[0] === '/health/live';
  const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' };
  answer.writeHead(isLive ? 200 : 503, isLive ? headers : { ...headers, 'retry-after': '5' });
  answer.end(JSON.stringify({ status: isLive ? 'ok' : 'unavailable' }));
});
// If the port is taken, the product itself says so when it tries to listen.
server.on('error', () => undefined);
server.listen(port, host);
