import { rounds } from '../harness/rounds';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { codeOf } from '../harness/telegram';

type Tokens = Readonly<{ access_token: string; refresh_token: string }>;

describe('a session of two instances', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ instances: 2, settings: { RESEND_COOLDOWN_SECONDS: '0' } });
  });

  afterAll(() => cluster.close());

  const signIn = async (): Promise<Tokens> => {
    const person = cluster.newPerson();
    const { verification_id: id } = await cluster.api.register(person);
    const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
    const typed = { verification_id: id, otp: codeOf(message!)!, session: 'token' };
    return (await cluster.api.app.post<Tokens>('/api/verify-otp', typed)).body;
  };
  const at = (index: number): AppProcess => cluster.instances[index % 2]!;
  const refresh = (token: string, app: AppProcess) => app.post<Tokens>('/api/token/refresh', { refresh_token: token });
  const profile = async (token: string, app: AppProcess) =>
    (await app.get('/api/profile', { authorization: `Bearer ${token}` })).status;

  it('has one successor of fifty parallel refreshes over both, which works at both (security 23; incident: GHSA-7w99-5wm4-3g79)', async () => {
    for (let round = 0; round < rounds(2); round++) {
      const { refresh_token: token } = await signIn();
      // Tabs have their connections already: what is asked is at the door at once, on a busy machine, too.
      await Promise.all(Array.from({ length: 50 }, (_, index) => at(index).get('/health/live')));
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => refresh(token, at(index))));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const successors = new Set(answers.map(({ body }) => body.refresh_token));
      expect(successors.size).toBe(1);
      const next = await refresh([...successors][0]!, at(round));
      expect(next.status).toBe(200);
      for (const { body } of [...answers, next]) expect(await profile(body.access_token, at(round + 1))).toBe(200);
    }
  });

  it('has one successor of a token that comes again at the other, until that is used (networks 3)', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token, at(0))).body;
    expect((await refresh(first.refresh_token, at(1))).body.refresh_token).toBe(second.refresh_token);
    const third = (await refresh(second.refresh_token, at(0))).body;
    expect((await refresh(first.refresh_token, at(1))).status).toBe(401);
    expect(await profile(third.access_token, at(1))).toBe(200);
  });

  it('goes on from one to the other, for as long as its person likes', async () => {
    let tokens = await signIn();
    for (let step = 0; step < 6; step++) {
      tokens = (await refresh(tokens.refresh_token, at(step))).body;
      expect(await profile(tokens.access_token, at(step + 1))).toBe(200);
    }
  });

  it('is signed out at one, and so at the other (security 21)', async () => {
    const { access_token: token, refresh_token: refreshToken } = await signIn();
    expect((await at(0).post('/api/logout', {}, { authorization: `Bearer ${token}` })).status).toBe(204);
    expect(await profile(token, at(1))).toBe(401);
    expect((await refresh(refreshToken, at(1))).status).toBe(401);
  });
});
