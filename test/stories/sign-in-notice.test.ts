import { House } from '../harness/house';
import { bearer, comeBackAt, signInAt } from '../harness/sign.in';
import { codeOf, type PhoneMessage } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const NOT_YOU = 'Not you?';

describe.each(['new_devices', 'always', 'off'])('after a sign-in, where a line is left for %s', (setting) => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ SIGN_IN_NOTICE: setting });
  });

  afterAll(() => house.close());

  async function aMember(): Promise<number> {
    const person = await house.telegram.addPerson('Ann');
    await house.telegram.greet(person);
    await signInAt(house, { kind: 'token', person });
    return person;
  }

  const linesFor = async (person: number): Promise<PhoneMessage[]> =>
    (await house.telegram.messages(person)).filter((message) =>
      message.buttons.flat().some(({ text }) => text === NOT_YOU),
    );

  const untilLine = (person: number) => until(async () => (await linesFor(person))[0], `a line for ${person}`);

  async function comeBack(person: number, device?: string) {
    const { id, message } = device ? await askedBy(device, person) : await comeBackAt(house, person);
    const typed = { verification_id: id, otp: codeOf(message), session: 'token' };
    const headers = { 'user-agent': FIREFOX };
    return house.app.post<{ access_token: string; device_token?: string }>('/api/verify-otp', typed, headers);
  }

  async function askedBy(device: string, person: number) {
    time.passChatGap();
    const { body } = await house.app.post<{ verification_id: string }>('/api/login', { device_token: device });
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    return { id: body.verification_id, message: message! };
  }

  /** What is said comes after the answer: so late, that is said by now. */
  async function afterwards(): Promise<void> {
    const other = await house.telegram.addPerson('Other');
    await house.telegram.greet(other);
  }

  if (setting === 'off') {
    it('nothing is', async () => {
      const person = await aMember();
      await comeBack(person);
      await afterwards();
      expect(await linesFor(person)).toEqual([]);
    });
    return;
  }

  it('the first of an account is none, and the next is told, without a secret', async () => {
    const person = await aMember();
    await afterwards();
    expect(await linesFor(person)).toEqual([]);
    const { body } = await comeBack(person);
    const line = await untilLine(person);
    expect(line.text).toMatch(/^Signed in to Telega2Go with Firefox on Linux, \d\d:\d\d UTC\.$/);
    expect(JSON.stringify(line)).not.toContain(body.access_token);
    await house.telegram.untilEmpty(person);
  });

  it(`one on a device that is known is ${setting === 'always' ? '' : 'not '}told`, async () => {
    const person = await aMember();
    const { device_token: device } = (await comeBack(person)).body;
    await untilLine(person);
    await house.telegram.untilEmpty(person);
    expect((await comeBack(person, device)).status).toBe(200);
    if (setting === 'always') await until(async () => (await linesFor(person)).length === 2, 'another line');
    await afterwards();
    expect(await linesFor(person)).toHaveLength(setting === 'always' ? 2 : 1);
  });

  it('"Not you?" puts back what was changed there, and leaves what was changed elsewhere since', async () => {
    const person = await aMember();
    const { access_token: thiefs } = (await comeBack(person)).body;
    const line = await untilLine(person);
    expect((await change(thiefs, { name: 'Eve', email: 'eve@example.org' })).status).toBe(200);
    expect((await change(thiefs, { name: 'Eve Again', phone: '+4915112345678' })).status).toBe(200);
    await house.telegram.untilEmpty(person);
    const { access_token: own } = (await comeBack(person)).body;
    expect((await change(own, { email: 'ann@example.org' })).status).toBe(200);
    await house.telegram.press(person, line, NOT_YOU);
    await until(
      async () => (await house.app.get('/api/profile', bearer(thiefs))).status === 401,
      'it to be signed out',
    );
    const profile = () => house.app.get<{ name: string }>('/api/profile', bearer(own));
    await until(async () => (await profile()).body.name !== 'Eve Again', 'the name to be as before');
    expect((await profile()).body).toMatchObject({ name: 'Ann', email: 'ann@example.org', phone: null });
  });

  const change = (token: string, changes: object) =>
    house.app.request('PATCH', '/api/profile', JSON.stringify(changes), {
      ...bearer(token),
      'content-type': 'application/json',
    });

  it('"Not you?" leaves nothing of what was changed twice where there was nothing before', async () => {
    const person = await aMember();
    const { access_token: thiefs } = (await comeBack(person)).body;
    const line = await untilLine(person);
    for (const phone of ['+4915112345678', '+4915112345679'])
      expect((await change(thiefs, { phone })).status).toBe(200);
    await house.telegram.press(person, line, NOT_YOU);
    await until(
      async () => (await house.app.get('/api/profile', bearer(thiefs))).status === 401,
      'it to be signed out',
    );
    await house.telegram.untilEmpty(person);
    const { access_token: own } = (await comeBack(person)).body;
    const profile = () => house.app.get<{ phone: string | null }>('/api/profile', bearer(own));
    await until(async () => (await profile()).body.phone !== '+4915112345679', 'the phone to be as before');
    expect((await profile()).body.phone).toBeNull();
  });

  it('"Not you?" signs out what was opened there since, for which no line was left', async () => {
    const person = await aMember();
    const first = (await comeBack(person)).body;
    const line = await untilLine(person);
    await house.telegram.untilEmpty(person);
    const second = (await comeBack(person, first.device_token)).body;
    expect((await change(second.access_token, { email: 'eve@example.org' })).status).toBe(200);
    await house.telegram.untilEmpty(person);
    const { access_token: own } = (await comeBack(person)).body;
    await house.app.post('/api/logout', {}, bearer(second.access_token));
    await house.telegram.press(person, line, NOT_YOU);
    for (const { access_token: token } of [first, second])
      await until(async () => (await house.app.get('/api/profile', bearer(token))).status === 401, 'it to be over');
    const again = await house.app.post('/api/login', { device_token: first.device_token });
    expect(again).toMatchObject({ body: { status: 'awaiting_telegram' } });
    const profile = () => house.app.get<{ email: string }>('/api/profile', bearer(own));
    await until(async () => (await profile()).body.email !== 'eve@example.org', 'the e-mail to be as before');
  });

  it('"Not you?" signs it out at once, and its device asks for nothing any more', async () => {
    const person = await aMember();
    const { access_token: token, device_token: device } = (await comeBack(person)).body;
    await house.telegram.press(person, await untilLine(person), NOT_YOU);
    await until(async () => (await house.app.get('/api/profile', bearer(token))).status === 401, 'it to be signed out');
    const again = await house.app.post('/api/login', { device_token: device });
    expect(again).toMatchObject({ body: { status: 'awaiting_telegram' } });
    const { body } = await house.app.get<{ entries: object[] }>('/api/admin/audit?action=session.disowned');
    expect(body.entries[0]).toMatchObject({ actor: { kind: 'user' }, subject: { kind: 'session' } });
  });
});
