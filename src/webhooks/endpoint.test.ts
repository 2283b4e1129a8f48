import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { clock } from '../clock';
import { holdTimers } from '../../test/harness/held.timer';
import { Endpoint } from './endpoint';
import { aWebhook } from './webhook.fixture';
import { bodyOf, type Webhook } from './webhook';

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

Logger.overrideLogger(false);

describe('the endpoint of webhooks', () => {
  let server: Server;
  let endpoint: ReturnType<typeof endpointAt>;
  let answer: (response: ServerResponse, request: IncomingMessage) => void;
  let requests: { url: string; headers: IncomingMessage['headers']; body: string }[];
  let url: string;

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      void readText(request).then((body) => {
        requests.push({ url: request.url!, headers: request.headers, body });
        answer(response, request);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    endpoint = endpointAt(`${url}/hook?from=us`);
  });

  afterEach(async () => {
    endpoint.stop();
    server.closeAllConnections();
    server.close();
    await once(server, 'close').catch(() => undefined);
    jest.restoreAllMocks();
  });

  const endpointAt = (at: string) => {
    const own = new Endpoint(undefined, undefined);
    const listener = { url: at, secrets: [WEBHOOK_SECRET] };
    return { tell: (webhook: Webhook) => own.tell(webhook, listener), stop: () => own.stop() };
  };
  const says = (status: number, headers: Record<string, string> = {}) => {
    answer = (response) => response.writeHead(status, headers).end('whatever');
  };

  it('gets the webhook as it is, with its three headers', async () => {
    says(204);
    const webhook = aWebhook();
    const before = Math.floor(clock.now().getTime() / 1000);
    expect(await endpoint.tell(webhook)).toMatchObject({ kind: 'sent', status: 204 });
    const [{ headers, body, url: path }] = requests as [(typeof requests)[0]];
    expect([path, body]).toEqual(['/hook?from=us', bodyOf(webhook)]);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': webhook.id });
    expect(headers['webhook-signature']).toMatch(/^v1,/);
    expect(Number(headers['webhook-timestamp'])).toBeGreaterThanOrEqual(before);
    expect(Number(headers['webhook-timestamp'])).toBeLessThanOrEqual(clock.now().getTime() / 1000);
  });

  it.each([200, 201, 202, 299])('has taken it by a %i', async (status) => {
    says(status);
    expect(await endpoint.tell(aWebhook())).toMatchObject({ kind: 'sent', status });
  });

  it.each([300, 301, 307, 400, 404, 429, 500, 503])('gets it again after a %i', async (status) => {
    says(status, { location: `${url}/elsewhere` });
    const before = clock.now().getTime();
    const outcome = await endpoint.tell(aWebhook());
    expect(outcome).toMatchObject({ kind: 'again', status, error: 'refused' });
    expect(outcome.at.getTime() - before).toBeGreaterThanOrEqual(5_000);
    expect(outcome.at.getTime() - clock.now().getTime()).toBeLessThanOrEqual(5_500);
    expect(requests.map((request) => request.url)).toEqual(['/hook?from=us']);
  });

  it('is left alone as long as it asks for', async () => {
    says(503, { 'retry-after': '3600' });
    const before = clock.now().getTime();
    const outcome = await endpoint.tell(aWebhook());
    expect(outcome.at.getTime() - before).toBeGreaterThanOrEqual(3_600_000);
  });

  it('gets it no more when it is gone, or after the eighth time', async () => {
    says(410);
    expect(await endpoint.tell(aWebhook())).toMatchObject({ kind: 'failed', status: 410, error: 'gone' });
    says(500);
    expect(await endpoint.tell(aWebhook({ attempts: 6 }))).toMatchObject({ kind: 'again' });
    expect(await endpoint.tell(aWebhook({ attempts: 7 }))).toMatchObject({ kind: 'failed', error: 'refused' });
  });

  it('gets it again when the port is closed, and when the connection breaks', async () => {
    answer = (_, request) => request.socket.destroy();
    expect(await endpoint.tell(aWebhook())).toMatchObject({ kind: 'again', error: 'unreachable' });
    const nowhere = endpointAt('http://127.0.0.1:1/');
    expect(await nowhere.tell(aWebhook())).toEqual({
      kind: 'again',
      at: expect.any(Date) as Date,
      status: undefined,
      error: 'unreachable',
    });
  });

  it('has fifteen seconds to answer', async () => {
    const timer = holdTimers(15_000);
    answer = timer.runOut;
    expect(await endpoint.tell(aWebhook())).toMatchObject({ kind: 'again', error: 'timeout' });
  });

  it('has taken it once it says so, however slowly it goes on talking', async () => {
    answer = (response) => response.writeHead(200).write('x'.repeat(100_000));
    expect(await endpoint.tell(aWebhook())).toMatchObject({ kind: 'sent', status: 200 });
  });

  it('is not counted against when we stop', async () => {
    const isAsked = new Promise<void>((resolve) => (answer = () => resolve()));
    const told = endpoint.tell(aWebhook());
    await isAsked;
    endpoint.stop();
    expect(await told).toMatchObject({ kind: 'returned' });
  });

  it('has a line in the log when it stops working and when it works again, and no word of what it said', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const log = jest.spyOn(Logger.prototype, 'log').mockReturnValue();
    for (const status of [200, 500, 503, 404, 200, 204]) {
      says(status);
      await endpoint.tell(aWebhook());
    }
    expect([warn.mock.calls.length, log.mock.calls.length]).toEqual([1, 1]);
    const lines = JSON.stringify([warn.mock.calls, log.mock.calls]);
    for (const secret of ['whatever', 'from=us', WEBHOOK_SECRET]) expect(lines).not.toContain(secret);
  });
});
