import { House } from '../harness/house';
import { comeBackAt } from '../harness/sign.in';
import { linkOf, tokenOf } from '../harness/telegram';
import type { Problem } from '../harness/api';

type Profile = Readonly<{ name: string }>;

describe('a name that Telegram lets through and that would spoil a page (networks 19, S13)', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ PUBLIC_URL: 'https://front.example.org' });
  });

  afterAll(() => house.close());

  /** Somebody new with such a name, as the page of their link calls them and as their account does. */
  async function namesOf(name: string) {
    const { api, app, telegram } = house;
    const person = await telegram.addPerson('Ann');
    telegram.world.people.get(person)!.firstName = name;
    const { message } = await comeBackAt(house, person);
    const token = tokenOf(linkOf(message));
    const { body: details } = await app.post<Profile>('/api/magic-link/details', { token });
    const { body } = await api.verifyLink(token);
    const bearer = { authorization: `Bearer ${body.access_token}` };
    const profile = await app.get<Profile>('/api/profile', bearer);
    const account = profile.body.name;
    const same = await app.request<Problem>('PATCH', '/api/profile', JSON.stringify({ name: account }), {
      ...bearer,
      'content-type': 'application/json',
    });
    return { page: details.name, account, status: same.status };
  }

  it.each([
    ['turns the line around', '\u202eevil x', 'evil x'],
    ['is 128 letters long', `${'A'.repeat(64)} ${'b'.repeat(64)}`, `${'A'.repeat(64)} ${'b'.repeat(35)}`],
    ['has lines and controls', 'Ann\r\n\u001b[31m Lee\u2028\u0000', 'Ann [31m Lee'],
    ['looks like another', 'A\u200e\u200b\ufeffnn \u3164Lee', 'Ann Lee'],
    ['is written from right to left', '\u05d3\u05d5\u05d3', '\u05d3\u05d5\u05d3'],
    ['has joined emoji', '👩‍👩‍👧', '👩‍👩‍👧'],
    ['is a letter without ink', '\u3164', undefined],
    ['is a blank of Braille', '\u2800\u2800 \u2800', undefined],
    ['is empty', '', undefined],
  ])('%s: the link and the account have it cleaned, and the account takes it back', async (_what, name, cleaned) => {
    expect(await namesOf(name)).toEqual({
      page: cleaned ?? expect.any(String),
      account: cleaned ?? 'Telegram user',
      status: 200,
    });
  });

  it('is refused where it is typed and cannot be seen', async () => {
    const { status, body } = await house.app.post<Problem>('/api/register', {
      name: '\u3164\u2800',
      email: 'ann@example.org',
    });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'invalid_request',
      [{ field: 'name', message: 'must have something that can be seen' }],
    ]);
  });
});
