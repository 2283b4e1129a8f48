import { KillStage, MAYBE, NONE, ONE, type Ghosts } from '../harness/kill.stage';
import { until } from '../harness/until';

/** What it is measured by is a start on the same machine; the product itself has 20 s for it. */
const ABSENCES = 10;

let stage: KillStage;

describe('kill -9, then start, with codes that are not used', () => {
  beforeAll(async () => {
    stage = await KillStage.open({ OTP_TTL_SECONDS: '3' });
    await stage.reset();
  });
  afterAll(() => stage.close());

  /** An overdue message goes soon after the start that follows, and none goes early. */
  async function expectGoneInTime(id: string, person: number, ghosts: Ghosts): Promise<void> {
    await stage.api.untilStatus(id, 'expired');
    await until(async () => (await stage.api.status(id)).delivery.deleted_at, `the message of ${person} to be gone`);
    const { delivery } = await stage.api.status(id);
    const overstay = Date.parse(delivery.deleted_at!) - Date.parse(delivery.delete_at!);
    expect(overstay).toBeGreaterThanOrEqual(0);
    expect(overstay).toBeLessThan(ABSENCES * stage.longestAbsenceMs);
    expect(ghosts).toContain((await stage.telegram.codeMessages(person)).length);
  }

  it('every message whose id is known is gone in time, wherever the process died', async () => {
    const left: [string, number, Ghosts][] = [];
    for (const [step, ghosts] of [
      ['after VerificationRepository.markSent', NONE],
      ['after DeliveryRepository.claimDue sending', NONE],
      ['after BotApi.call sendPhoto', ONE],
      ['after DeliveryRepository.settle sent', NONE],
      // Of a message that was there before: this person's own may be on its way at that moment.
      ['after DeliveryRepository.claimDue sent', MAYBE],
    ] as [string, Ghosts][]) {
      const applicant = stage.applicant();
      const answer = await stage.killAt(step, () => stage.register(applicant));
      const { verification_id: id } = answer ?? (await stage.register(applicant));
      await until(async () => (await stage.api.status(id)).status !== 'sending', 'the message to be out');
      left.push([id, applicant.person, ghosts]);
    }
    for (const [id, person, ghosts] of left) await expectGoneInTime(id, person, ghosts);
  });
});
