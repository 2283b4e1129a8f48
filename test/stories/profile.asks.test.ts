import { House } from '../harness/house';
import { Member } from '../harness/member';
import { bearer } from '../harness/sign.in';

type Asking = Readonly<{ email: string | null; asks: readonly unknown[]; skipped_asks: readonly string[] }>;

const phone = { field: 'phone', required: false };
const email = { field: 'email', required: true };

describe('what an operator asks for beside what Telegram tells', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open({ PROFILE_ASKS: 'phone, email!' });
  });
  afterAll(() => house.close());

  const skip = ({ tokens }: Member) =>
    house.app.request<Asking>('DELETE', '/api/profile/asks', undefined, bearer(tokens.access_token));

  /** Somebody who gave nothing but one press. */
  async function aNewcomer(): Promise<Member> {
    return Member.arrive(house);
  }

  it('is asked of a person who did not give it, until they do', async () => {
    const member = await aNewcomer();
    expect((await member.get<Asking>()).body).toMatchObject({ asks: [phone, email], skipped_asks: [] });
    expect(await member.change({ email: 'ann@example.org' })).toMatchObject({ status: 200, body: { asks: [phone] } });
    expect(await member.change({ phone: '+4915112345678' })).toMatchObject({ status: 200, body: { asks: [] } });
  });

  it('may be skipped, once for good, unless it is required', async () => {
    const member = await aNewcomer();
    expect(await skip(member)).toMatchObject({ status: 200, body: { asks: [email], skipped_asks: ['phone'] } });
    expect(await skip(member)).toMatchObject({ status: 200, body: { asks: [email], skipped_asks: ['phone'] } });
    const again = await Member.signIn(house, member.person);
    expect((await again.get<Asking>()).body).toMatchObject({ asks: [email], skipped_asks: ['phone'] });
    const { body } = await again.get<{ profile: Asking }>('/export');
    expect(body.profile.skipped_asks).toEqual(['phone']);
  });

  it('is not skipped by a stranger', async () => {
    const answer = await house.app.request('DELETE', '/api/profile/asks');
    expect(answer.status).toBe(401);
  });
});

it('is nothing by default', async () => {
  const house = await House.open();
  const member = await Member.arrive(house);
  expect((await member.get<Asking>()).body).toMatchObject({ email: null, asks: [], skipped_asks: [] });
  await house.close();
});
