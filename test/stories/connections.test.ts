import { connect, type Socket } from 'node:net';
import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { until } from '../harness/until';

const OF_ONE_SIGN_IN = 10;
const OF_ONE_ADDRESS = 50;

let house: House;
const open: Socket[] = [];

beforeAll(async () => {
  house = await House.open({ TRUST_PROXY: '127.0.0.1' });
});

afterEach(() => open.splice(0).forEach((socket) => socket.destroy()));
afterAll(() => house.close());

/** What comes back on a connection of its own. */
function send(text: string): { socket: Socket; told: () => string } {
  let answer = '';
  const { hostname, port } = new URL(house.app.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket.on('data', (data) => (answer += data.toString()));
  socket.write(text);
  open.push(socket);
  return { socket, told: () => answer };
}

/** The status of a live status that was asked for, and the answer so far. */
async function listen(id: string, address: string) {
  const line = `GET /api/verifications/${id}/events HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: ${address}\r\n\r\n`;
  const { socket, told } = send(line);
  const head = await until(() => /^HTTP\/1.1 (\d+) /.exec(told()), 'the head of an answer');
  return { socket, status: Number(head[1]), told };
}

describe('live status', () => {
  it('of one sign-in is open a few times at once; one stream more is told when to come again (S15)', async () => {
    const { verification_id: id } = await house.api.register({});
    const streams = [];
    for (let count = 0; count < OF_ONE_SIGN_IN; count++) streams.push(await listen(id, `203.0.113.${count}`));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await listen(id, '203.0.113.200');
    expect(refused.status).toBe(503);
    expect(refused.told()).toMatch(/^retry-after: \d+\r$/im);
    expect(refused.told()).toMatch(/^content-type: application\/problem\+json/im);
    expect(JSON.parse(refused.told().split('\r\n\r\n')[1]!) as Problem).toMatchObject({ code: 'overloaded' });
    streams[0]!.socket.destroy();
    await until(async () => (await listen(id, '203.0.113.201')).status === 200, 'room for another');
  });

  it('for one address is open for so many sign-ins at once (S15)', async () => {
    const address = '198.51.100.7';
    const statuses: number[] = [];
    let id = '';
    for (let count = 0; count <= OF_ONE_ADDRESS; count++) {
      if (count % OF_ONE_SIGN_IN === 0) id = (await house.api.register({})).verification_id;
      statuses.push((await listen(id, address)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: OF_ONE_ADDRESS }, () => 200), 503]);
    expect((await listen(id, '198.51.100.8')).status).toBe(200);
  });
});

it.each([
  ['a page of another site', 'POST /api/login HTTP/1.1\r\norigin: https://evil.example\r\n', 403],
  ['nobody where operators ask', 'POST /api/admin/webhooks/replay HTTP/1.1\r\n', 413],
])('what %s sends is not read to the end (S16)', async (_, head, status) => {
  const { socket, told } = send(
    `${head}host: localhost\r\ncontent-type: application/json\r\ncontent-length: 200000000\r\n\r\n{`,
  );
  await until(() => told().startsWith(`HTTP/1.1 ${status} `), 'the refusal');
  expect(told()).toMatch(/^connection: close\r$/im);
  await until(() => socket.closed || socket.readableEnded, 'the end of the connection');
});
