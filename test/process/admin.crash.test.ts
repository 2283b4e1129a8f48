import type { AppProcess } from '../harness/app.process';
import { KillStage } from '../harness/kill.stage';
import { Member } from '../harness/member';
import { production } from '../harness/production';

type Entries = Readonly<{ entries: readonly Readonly<{ actor: object }>[] }>;
type Act = (app: AppProcess, member: Member) => Promise<unknown>;

const key = { 'x-admin-key': production.adminKey };

const acts: readonly (readonly [action: string, step: string, act: Act])[] = [
  [
    'admin.user_deleted',
    'after AccountDeletionRepository.insert',
    (app, { id }) => app.request('DELETE', `/api/admin/users/${id}`, undefined, key),
  ],
  [
    'admin.user_disabled',
    'after SessionRepository.endAll',
    (app, { id }) => app.post(`/api/admin/users/${id}/disable`, {}, key),
  ],
  [
    'admin.user_sessions_ended',
    'after SessionRepository.endAll',
    (app, { id }) => app.request('DELETE', `/api/admin/users/${id}/sessions`, undefined, key),
  ],
  [
    'admin.delivery_tested',
    'after DeliveryRepository.insert',
    (app, { person }) => app.post('/api/admin/deliveries/test', { chat_id: person }, key),
  ],
];

describe('kill -9 while an administrator acts, then start', () => {
  let stage: KillStage;

  beforeAll(async () => {
    stage = await KillStage.open({ ADMIN_API_KEY: production.adminKey });
  });
  beforeEach(() => stage.reset());
  afterAll(() => stage.close());

  it.each(acts)('%s, %s: the audit says who did it (security 31)', async (action, step, act) => {
    const member = await Member.signIn(stage);
    await stage.killAt(step, () => act(stage.app, member));
    const { entries } = (await stage.app.get<Entries>(`/api/admin/audit?action=${action}`, key)).body;
    expect(entries).toMatchObject([{ actor: { kind: 'admin', id: 'key' } }]);
  });
});
