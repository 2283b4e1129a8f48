import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { App } from '../harness/app';
import { FullDoor } from '../harness/full.door';
import { Telegram } from '../harness/telegram';

const SLOW_HOST = 'telegram.slow.example';
const NOWHERE = { address: '::1', family: 6 };
const FAR = { address: '127.0.0.1', family: 4 };

it.each([
  ['first', [NOWHERE, FAR]],
  ['last', [FAR, NOWHERE]],
])(
  'a Telegram that is a second away is reached, where its %s address leads nowhere (networks 5)',
  async (_, addresses) => {
    const { lookup } = dns;
    jest.spyOn(dns, 'lookup').mockImplementation(((
      host: string,
      options: object,
      done: (...told: unknown[]) => void,
    ) => {
      if (host === SLOW_HOST) process.nextTick(done, null, addresses);
      else lookup(host, options, done as never);
    }) as typeof lookup);
    const telegram = await Telegram.start();
    const door = await FullDoor.before(Number(new URL(telegram.url).port));
    let hear: (socket: Socket) => void;
    const knocking = new Promise<Socket>((resolve) => (hear = resolve));
    const watch = (message: unknown) => {
      const { socket } = message as { socket: Socket };
      socket.on('connectionAttempt', (_address, port, family) => port === door.port && family === 4 && hear(socket));
    };
    subscribe('net.client.socket', watch);
    const root = { TELEGRAM_API_ROOT: `http://${SLOW_HOST}:${door.port}/sandbox/telegram` };
    const app = await App.start({ ...telegram.settings, ...root });
    try {
      const socket = await knocking;
      const reached = Promise.race([
        once(socket, 'connect').then(() => 'reached'),
        once(socket, 'connectionAttemptTimeout').then(() => 'given up'),
      ]);
      setImmediate(() => door.open());
      expect(await reached).toBe('reached');
      await app.untilBotWorks();
    } finally {
      unsubscribe('net.client.socket', watch);
      jest.restoreAllMocks();
      await app.close();
      await door.close();
      await telegram.stop();
    }
  },
);
