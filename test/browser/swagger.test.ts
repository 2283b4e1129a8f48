import type { Locator, Page } from 'playwright-core';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { devices } from '../harness/browser';
import { setStage } from '../harness/stage';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const ADMIN_API_KEY = 'an-administrator-who-tests-has-this-key';
const desktop = devices.find(({ name }) => name === 'desktop')!;

let telegram: Telegram;

async function start(): Promise<AppProcess> {
  telegram = await Telegram.start();
  const app = await AppProcess.start({ ...telegram.settings, ADMIN_API_KEY });
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  return app;
}

describe('in Swagger UI an administrator', () => {
  const stage = setStage(desktop, start);
  afterAll(() => telegram.stop());

  /** Somebody who is signed in. */
  async function aUser(name: string) {
    const api = new Api(stage.app);
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, name });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { user, access_token: token } = (await api.verifyOtp(id, codeOf(message!)!)).body;
    await telegram.untilEmpty(person);
    return { id: user.id, bearer: { authorization: `Bearer ${token}` } };
  }

  async function open(page: Page): Promise<void> {
    await page.context().setHTTPCredentials({ username: 'operator', password: ADMIN_API_KEY });
    await page.goto('/api/docs');
    await page.getByRole('heading', { name: /^Telega2Go/ }).waitFor();
  }

  const authorization = (page: Page) => page.locator('.auth-container', { hasText: 'X-Admin-Key' });

  async function authorize(page: Page, key: string): Promise<void> {
    await page.locator('.auth-wrapper').getByRole('button', { name: 'Authorize' }).click();
    await authorization(page).locator('input').fill(key);
    await stage.visitor.picture(page, '91-swagger-authorize');
    await authorization(page).getByRole('button', { name: 'Apply credentials' }).click();
    await authorization(page).getByText('Logout', { exact: true }).waitFor();
    await page.locator('.close-modal').click();
  }

  async function unfold(page: Page, method: string, path: string): Promise<Locator> {
    const call = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
    await call.locator('.opblock-summary-control').click();
    await call.getByRole('button', { name: 'Try it out' }).click();
    return call;
  }

  const fill = (call: Locator, parameter: string, value: string) =>
    call.locator(`[data-param-name="${parameter}"] input`).fill(value);

  async function answerOf(call: Locator): Promise<string> {
    await call.getByRole('button', { name: 'Execute' }).click();
    const answer = call.locator('.live-responses-table tbody');
    await answer.locator('.response-col_status').waitFor();
    return (await answer.textContent()) ?? '';
  }

  it('finds a person and disables their account, and forgets the key with a reload', async () => {
    const { page, visitor, app } = stage;
    const { id, bearer } = await aUser('Zoe Example');
    await open(page);
    await visitor.picture(page, '90-swagger');
    await authorize(page, ADMIN_API_KEY);
    const list = await unfold(page, 'get', '/api/admin/users');
    await fill(list, 'q', 'zoe');
    const found = await answerOf(list);
    await visitor.picture(page, '92-swagger-list');
    expect(found).toMatch(/^200/);
    const command = (await list.locator('.curl-command').textContent())!;
    expect(command).toContain('X-Admin-Key: …');
    expect(command).not.toContain(ADMIN_API_KEY);
    expect(found).toContain(id);
    const disable = await unfold(page, 'post', '/api/admin/users/{id}/disable');
    await fill(disable, 'id', id);
    const disabled = await answerOf(disable);
    await disable.scrollIntoViewIfNeeded();
    await visitor.picture(page, '93-swagger-act');
    expect(disabled).toMatch(/^200/);
    expect(disabled).toContain('"disabled"');
    expect((await app.get('/api/profile', bearer)).status).toBe(401);
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(ADMIN_API_KEY);
    await page.reload();
    expect(await answerOf(await unfold(page, 'get', '/api/admin/users'))).toMatch(/^401/);
  });

  it('is refused with a wrong key, and told so by a problem document', async () => {
    const { page } = stage;
    await open(page);
    await authorize(page, 'a-wrong-key');
    const answer = await answerOf(await unfold(page, 'get', '/api/admin/stats'));
    expect(answer).toMatch(/^401/);
    expect(answer).toContain('urn:telega2go:problem:unauthorized');
  });

  it('reads of every call what it answers, problems with an example each', async () => {
    const { page, visitor } = stage;
    await open(page);
    const call = await unfold(page, 'post', '/api/register');
    const refusal = call.locator('[data-code="429"]');
    await refusal.getByText('Too many requests. Wait a moment.').first().waitFor();
    await refusal.getByText('Retry-After').waitFor();
    await refusal.getByText('urn:telega2go:problem:rate_limited').waitFor();
    await refusal.scrollIntoViewIfNeeded();
    await visitor.picture(page, '94-swagger-problem');
    const groups = await page
      .locator('.opblock-tag')
      .evaluateAll((tags) => tags.map((tag) => tag.getAttribute('data-tag')));
    expect(groups[0]).toBe('Registration');
    expect(groups).toContain('Administration: users');
  });
});
