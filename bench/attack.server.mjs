import Fastify from 'fastify';
import { sandbox } from '../dist/sandbox/sandbox.plugin.js';
import { createWorld } from '../dist/sandbox/sandbox.world.js';

/** The sandbox as a Bot API of its own, with Telegram's limits on and phones to operate; nothing goes wrong in it. */
const world = createWorld({ tokens: [process.env.TOKEN], limits: true });
const server = Fastify({ forceCloseConnections: true });
server.get('/ready', async () => ({}));
await server.register(sandbox, { prefix: '/sandbox', world });
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.once('SIGTERM', () => process.exit(0));
