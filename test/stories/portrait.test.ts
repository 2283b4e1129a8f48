import { Portraits } from '../../src/account/portraits/portraits';
import { Erasure } from '../../src/privacy/erasure';
import { House } from '../harness/house';
import type { Answer } from '../harness/http.client';
import { Member } from '../harness/member';
import { recordsIn } from '../harness/records';
import { asSent, bearer, comeBackAt, type Tokens } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const DAY_MS = 86_400_000;
const SECOND = 1000;
/** Longer than a busy machine takes for a sign-in. */
const PAUSE_SECONDS = 300;

describe('the profile picture of Telegram', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ LOG_LEVEL: 'debug' });
  });

  afterAll(() => house.close());
  afterEach(() => house.telegram.world.faults.clear());

  /** The log of calls is short: they are counted from a moment on. */
  const now = () => house.telegram.world.calls.latest(1)[0]?.id ?? 0;
  const callsOf = (method: string, since = 0) =>
    house.telegram.world.calls.latest().filter((call) => call.method === method && call.id > since);

  async function aPerson(hasPicture = true): Promise<number> {
    const { telegram } = house;
    const { id } = await telegram.phone<{ id: number }>('POST', 'people', { first_name: 'Ann', picture: hasPicture });
    await telegram.greet(id);
    return id;
  }

  const aMember = async (hasPicture = true) => Member.signIn(house, await aPerson(hasPicture));
  const pathOf = async (member: Member) => (await member.profile()).picture;
  const pictureOf = (member: Member, headers = {}) =>
    house.app.get<string>('/api/profile/picture', { ...bearer(member.tokens.access_token), ...headers });
  const etagOf = (answer: Answer<unknown>) => answer.headers.get('etag')!;
  const isTold = (count: number) => until(() => trouble().length === count, 'the log to say what went wrong');
  const trouble = () => house.app.output.split('\n').filter((line) => line.includes('was not fetched'));

  async function signInAgain(member: Member): Promise<void> {
    await Member.signIn(house, member.person);
  }

  /** In a browser, which keeps its proof. */
  async function signInWithCookies(person: number): Promise<Readonly<{ id: string; cookie: string }>> {
    const { id, message } = await comeBackAt(house, person);
    const signedIn = await house.app.post<Tokens>('/api/verify-otp', { verification_id: id, otp: codeOf(message) });
    const cookie = signedIn.headers.getSetCookie().find((each) => each.includes('devices'))!;
    return { id: signedIn.body.user.id, cookie: asSent(cookie).cookie };
  }

  it('is there after the sign-in, and is served to its owner alone', async () => {
    const member = await aMember();
    const picture = await pictureOf(member);
    expect(picture.status).toBe(200);
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(await pathOf(member)).toBe('/api/profile/picture');
    expect((await pictureOf(member, { 'if-none-match': `W/"other", ${etagOf(picture)}` })).status).toBe(304);
    expect((await house.app.get('/api/profile/picture')).status).toBe(401);
    const other = await pictureOf(await aMember());
    expect([other.status, etagOf(other) === etagOf(picture)]).toEqual([200, false]);
  });

  it('is asked for in a small size, and not before the sign-in', async () => {
    const before = now();
    const person = await aPerson();
    const { message, id } = await comeBackAt(house, person);
    expect(callsOf('getUserProfilePhotos', before)).toEqual([]);
    const typed = { verification_id: id, otp: codeOf(message), session: 'token' };
    const { body } = await house.app.post<Tokens>('/api/verify-otp', typed);
    expect((await house.app.get('/api/profile/picture', bearer(body.access_token))).status).toBe(200);
    const [file] = callsOf('getFile');
    expect(house.telegram.world.primaryBot.pictures.get(String(file!.request.file_id))).toMatchObject({ width: 160 });
  });

  it('is nothing where a person has none', async () => {
    const member = await aMember(false);
    const picture = await pictureOf(member);
    expect([picture.status, picture.body]).toEqual([204, '']);
    expect(await pathOf(member)).toBeNull();
  });

  it('is asked for again at a sign-in a day later, and follows what the person did', async () => {
    const member = await aMember();
    const first = await pictureOf(member);
    const before = now();
    await house.telegram.phone('POST', 'picture', { person: member.person, picture: true });
    await signInAgain(member);
    expect(etagOf(await pictureOf(member))).toBe(etagOf(first));
    expect(callsOf('getUserProfilePhotos', before)).toEqual([]);
    time.pass(DAY_MS);
    const later = await Member.signIn(house, member.person);
    expect(etagOf(await pictureOf(later))).not.toBe(etagOf(first));
    time.pass(DAY_MS);
    await house.telegram.phone('POST', 'picture', { person: member.person, picture: false });
    const last = await Member.signIn(house, member.person);
    expect((await pictureOf(last)).status).toBe(204);
    expect(await pathOf(last)).toBeNull();
  });

  it.each(['server_error', 'bad_gateway', 'garbage', 'reset', 'empty', 'rate_limit', 'unauthorized'])(
    'costs nothing where Telegram fails by %s, is told once, and comes at the next sign-in',
    async (fault) => {
      for (const method of ['getUserProfilePhotos', 'getFile', 'file']) {
        const told = trouble().length;
        house.telegram.misbehave({ fault: fault as never, method, seconds: 1 });
        const member = await aMember();
        expect((await pictureOf(member)).status).toBe(204);
        await isTold(told + 1);
        time.pass(SECOND);
        await signInAgain(member);
        expect((await pictureOf(member)).status).toBe(200);
        expect(trouble()).toHaveLength(told + 1);
      }
    },
  );

  it('is not taken where it is too large, or no JPEG', async () => {
    house.telegram.misbehave({ fault: 'huge', method: 'file' });
    const { pictures } = house.telegram.world.primaryBot;
    const large = await aMember();
    expect((await pictureOf(large)).status).toBe(204);
    const at = pictures.at.bind(pictures);
    jest
      .spyOn(pictures, 'at')
      .mockImplementation((path) => ({ ...at(path)!, bytes: Buffer.from('<svg onload="x"/>') }));
    const odd = await aMember();
    expect((await pictureOf(odd)).status).toBe(204);
    jest.restoreAllMocks();
  });

  it('holds up neither the sign-in nor a message while Telegram says nothing', async () => {
    for (const method of ['getUserProfilePhotos', 'getFile', 'file'])
      house.telegram.misbehave({ fault: 'silence', method, times: null });
    const before = now();
    const members = [];
    for (let each = 0; each < 12; each++) members.push(await aMember());
    expect(callsOf('getUserProfilePhotos', before)).not.toHaveLength(0);
    for (const member of members) expect((await member.get()).body).toMatchObject({ picture: null });
    house.telegram.hangUp();
  });

  it('leaves the circuit of the bot closed, whatever becomes of it', async () => {
    house.telegram.misbehave({ fault: 'server_error', method: 'getUserProfilePhotos', times: 12 });
    for (let each = 0; each < 12; each++) await pictureOf(await aMember());
    const { body } = await house.app.get<{ circuits: readonly { circuit: string }[] }>('/api/admin/circuits');
    expect(body.circuits).toMatchObject([{ circuit: 'closed' }]);
  });

  it('is not asked for while Telegram wants a pause', async () => {
    const member = await aMember(false);
    await pictureOf(member);
    time.pass(DAY_MS);
    const before = now();
    const { id, message } = await comeBackAt(house, member.person);
    house.telegram.misbehave({ fault: 'rate_limit', method: 'sendMessage', seconds: PAUSE_SECONDS });
    await house.telegram.phone('POST', 'say', { person: member.person, text: '/help' });
    await until(async () => {
      const { body } = await house.app.get<{ circuits: readonly { held_back_seconds: number }[] }>(
        '/api/admin/circuits',
      );
      return body.circuits.some((circuit) => circuit.held_back_seconds > 0);
    }, 'the pause to be known');
    const typed = { verification_id: id, otp: codeOf(message), session: 'token' };
    const { body } = await house.app.post<Tokens>('/api/verify-otp', typed);
    expect((await house.app.get('/api/profile/picture', bearer(body.access_token))).status).toBe(204);
    expect(callsOf('getUserProfilePhotos', before)).toEqual([]);
    time.pass(PAUSE_SECONDS * SECOND);
  });

  it('is shown to the browser that knows the account, with "Continue as Ann", and to no other', async () => {
    const { id, cookie } = await signInWithCookies(await aPerson());
    const path = `/api/login/${id}/picture`;
    const picture = await house.app.get<string>(path, { cookie });
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const stranger = await signInWithCookies(await aPerson(false));
    const refused = await house.app.get(path, { cookie: stranger.cookie });
    const none = await house.app.get(`/api/login/${stranger.id}/picture`, { cookie: stranger.cookie });
    const unknown = await house.app.get(`/api/login/${id.slice(0, -1)}A/picture`, { cookie: stranger.cookie });
    for (const answer of [refused, none, unknown, await house.app.get(path)])
      expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([204, '', null]);
  });

  it('is in the export', async () => {
    const [member, other] = [await aMember(), await aMember(false)];
    const { headers } = await pictureOf(member);
    const { body } = await member.get<{ picture: { fetched_at: string; jpeg: string } }>('/export');
    expect(Buffer.from(body.picture.jpeg, 'base64')).toHaveLength(Number(headers.get('content-length')));
    expect((await other.get<{ picture: unknown }>('/export')).body.picture).toBeNull();
  });

  it('goes with the account, also where it was under way', async () => {
    const [there, underWay] = [await aMember(), await aPerson()];
    expect((await pictureOf(there)).status).toBe(200);
    const before = now();
    house.telegram.misbehave({ fault: 'slow', method: 'file', seconds: 1 });
    const late = await Member.signIn(house, underWay);
    for (const member of [there, late]) expect((await member.erase()).status).toBe(204);
    await until(() => callsOf('file', before).length > 0, 'the picture to be fetched');
    time.pass(20 * SECOND);
    await house.app.part(Erasure).goOn();
    for (const { id } of [there, late])
      await until(async () => (await house.app.part(Portraits).find(id)) === undefined, 'the pictures to be gone');
  });

  it('never has the token of the bot in an answer, a record or the log', async () => {
    expect(house.app.output).toContain('was not fetched');
    expect(house.app.output).not.toContain(house.telegram.token);
    expect(house.app.output).not.toContain(house.telegram.token.split(':')[1]);
    expect(await recordsIn(house.app.databaseUrl)).not.toContain(house.telegram.token.split(':')[1]);
  });
});
