import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { boundConnections, mostConnections } from './descriptors';

it.each([
  [65_536, 65_216],
  [1_024, 704],
  [64, 32],
])(
  'of %i file descriptors clients may have %i: the others are for Telegram, the store and the log',
  (most, clients) => {
    expect(mostConnections(most)).toBe(clients);
  },
);

it('connections beyond that are turned away, which is said in one line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines: object[] = [];
  boundConnections(server, { error: (line: object) => void lines.push(line) });
  server.maxConnections = 1;
  const open = () => connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  const kept = open();
  await once(kept, 'connect');
  for (let count = 0; count < 3; count++) await once(open(), 'close');
  expect(lines).toEqual([{ msg: expect.stringContaining('file descriptors'), most: 1 }]);
  kept.destroy();
  server.close();
});
