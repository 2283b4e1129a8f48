import { Cluster } from '../harness/cluster';
import type { HttpClient } from '../harness/http.client';

type Registered = Readonly<{ secret: string; secrets: readonly { id: string }[] }>;

const APPS = '/api/admin/apps';

describe('an app that two instances serve', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ instances: 2 });
  });
  afterAll(() => cluster.close());

  /** Whether an instance takes the secret as the app's: then it has something against the code alone. */
  async function isTaken({ url }: HttpClient, secret: string): Promise<boolean> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' });
    const authorization = `Basic ${btoa(`books:${secret}`)}`;
    const answer = await fetch(`${url}/oauth2/token`, { method: 'POST', body, headers: { authorization } });
    return ((await answer.json()) as { error: string }).error === 'invalid_grant';
  }

  it('is known at one as soon as it was registered, changed or disabled at the other', async () => {
    const [one, other] = cluster.instances;
    const books = { id: 'books', name: 'Books', redirect_uris: [], id_token_signed_response_alg: 'ES256' };
    const { body: app } = await one!.post<Registered>(APPS, books);
    expect(await isTaken(other!, app.secret)).toBe(true);
    const { body: next } = await one!.post<{ secret: string }>(`${APPS}/books/secrets`, {});
    expect(await isTaken(other!, next.secret)).toBe(true);
    await one!.delete(`${APPS}/books/secrets/${app.secrets[0]!.id}`);
    expect([await isTaken(other!, app.secret), await isTaken(other!, next.secret)]).toEqual([false, true]);
    await other!.request('POST', `${APPS}/books/disable`);
    expect(await isTaken(one!, next.secret)).toBe(false);
    await one!.request('POST', `${APPS}/books/enable`);
    expect(await isTaken(other!, next.secret)).toBe(true);
  });
});
