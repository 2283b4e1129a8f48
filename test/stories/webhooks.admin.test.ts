import { time } from '../harness/time';
import { until } from '../harness/until';
import { WebhookStage, type List, type Listed } from '../harness/webhook.stage';

type Entries = Readonly<{ entries: readonly Readonly<{ subject: unknown; details: unknown }>[] }>;

let stage: WebhookStage;

let began: string;

beforeAll(async () => {
  stage = await WebhookStage.open();
  await stage.start();
});

beforeEach(async () => {
  stage.receiver.status = 200;
  began = (await stage.begin()).toISOString();
});

afterAll(() => stage.close());

describe('administrators', () => {
  it('tell a service once more what it did not take; the audit says which of them did (security 31)', async () => {
    stage.receiver.status = 410;
    const userIds = [await stage.signIn(), await stage.signIn()];
    await stage.untilListed('failed', 6);
    stage.receiver.status = 200;
    stage.receiver.received.length = 0;
    const [one] = (await stage.list('?state=failed&type=user.created')).webhooks;
    expect(one).toMatchObject({ http_status: 410, error: 'gone', attempts: 1, next_attempt_at: null });
    const replayed = await stage.app.post<Listed>(`/api/admin/webhooks/${one!.id}/replay`, {});
    expect(replayed).toMatchObject({ status: 200, body: { id: one!.id, state: 'pending', attempts: 0 } });
    await until(() => stage.receiver.ids.includes(one!.id), 'the replayed one');
    await stage.untilListed('sent', 1);
    expect((await stage.app.post('/api/admin/webhooks/replay', { from: began })).body).toEqual({ replayed: 5 });
    await stage.untilListed('sent', 6);
    expect(new Set(stage.receiver.ids).size).toBe(6);
    const told = stage.receiver.of('user.created').map(({ event }) => event.data.user_id);
    expect(told.toSorted()).toEqual(userIds.toSorted());
    expect((await stage.app.post('/api/admin/webhooks/replay', { from: began })).body).toEqual({ replayed: 0 });
    const again = await stage.app.post('/api/admin/webhooks/replay', { from: began, to: time.now(), state: 'sent' });
    expect(again.body).toEqual({ replayed: 6 });
    await until(() => stage.receiver.received.length === 12, 'all of them once more');
    const { entries } = (await stage.app.get<Entries>('/api/admin/audit?action=admin.webhook_replayed')).body;
    expect(entries).toHaveLength(4);
    expect(entries.at(-1)!.subject).toEqual({ kind: 'webhook', id: one!.id });
    expect(entries[0]!.details).toMatchObject({ state: 'sent', from: began });
  });

  it('tell once more what happened in a time, also where it was asked for before', async () => {
    stage.receiver.status = 410;
    const person = await stage.telegram.addPerson('Ann');
    const { verification_id: id, telegram_link: link } = await stage.api.register();
    time.pass(1);
    const from = time.now().toISOString();
    await stage.telegram.pressStart(person, link);
    await stage.api.untilStatus(id, 'sent');
    await stage.untilListed('failed', 1);
    const replay = (time: object) => stage.app.post('/api/admin/webhooks/replay', time);
    expect((await replay({ from: began, to: from })).body).toEqual({ replayed: 0 });
    expect((await replay({ from })).body).toEqual({ replayed: 1 });
  });

  it('see what other services are told, page by page', async () => {
    for (let count = 0; count < 3; count++) await stage.signIn();
    await stage.untilListed('sent', 9);
    const all = (await stage.list()).webhooks;
    const seen: Listed[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = await stage.list(`?limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.webhooks);
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all);
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect((await stage.list('?type=user.created&state=sent')).webhooks).toHaveLength(3);
    expect((await stage.list('?state=failed')).webhooks).toEqual([]);
    for (const query of ['state=gone', 'type=x', 'limit=0', 'cursor=x', 'since=1', 'state[$ne]=sent'])
      expect([query, (await stage.app.get(`/api/admin/webhooks?${query}`)).status]).toEqual([query, 400]);
    for (const body of [
      {},
      { from: 'yesterday' },
      { from: '2030-01-01T00:00:00Z', state: 'pending' },
      { from: { $gt: 0 } },
      { from: '2030-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' },
      { from: new Date(time.now().getTime() + 3_600_000).toISOString() },
    ])
      expect((await stage.app.post('/api/admin/webhooks/replay', body)).status).toBe(400);
    expect((await stage.app.post('/api/admin/webhooks/unknown/replay', {})).status).toBe(404);
  });
});
