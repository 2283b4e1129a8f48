import * as client from 'openid-client';
import { OpenidStage } from '../harness/openid.stage';
import { until } from '../harness/until';

const [BEFORE, AFTER] = ['a-secret-0123456789-0123456789-0123456789', 'another-secret-0123456789-0123456789-0123'];

let stage: OpenidStage;

beforeAll(async () => {
  stage = await OpenidStage.open({ MAGIC_LINK_SECRET: BEFORE });
});
afterAll(() => stage.close());

async function restart(settings: Readonly<Record<string, string>>): Promise<void> {
  await stage.house.app.stop();
  await stage.house.app.boot(settings);
  await stage.house.app.untilBotWorks();
}

it('an app that asked for nothing while the secret was exchanged goes on with what it has', async () => {
  const { app } = stage.house;
  const shop = await stage.discover();
  const { tokens, sub } = await stage.signInTo(shop);
  await restart({ MAGIC_LINK_SECRET: BEFORE, MAGIC_LINK_SECRET_PREVIOUS: AFTER });
  await restart({ MAGIC_LINK_SECRET: AFTER, MAGIC_LINK_SECRET_PREVIOUS: BEFORE });
  const done = 'what apps hold is sealed by the newest MAGIC_LINK_SECRET';
  await until(() => app.output.split(done).length > 2, 'the word of it, of each start with two secrets');
  await restart({ MAGIC_LINK_SECRET: AFTER });
  const next = await client.refreshTokenGrant(shop, tokens.refresh_token!);
  expect((await client.fetchUserInfo(shop, next.access_token, sub)).sub).toBe(sub);
});

it('one that is exchanged at once ends what apps have', async () => {
  const shop = await stage.discover();
  const { tokens } = await stage.signInTo(shop);
  await restart({ MAGIC_LINK_SECRET: BEFORE });
  await expect(client.refreshTokenGrant(shop, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
});
