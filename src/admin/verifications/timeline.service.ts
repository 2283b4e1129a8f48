import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { AppError } from '../../errors';
import { VerificationService } from '../../verification/verification.service';
import { timelineOf } from './timeline';
import { toTimeline, type TimelineDto } from './timeline.dto';

/** More than any sign-in can have: resends have a cool-down, and chats have limits. */
const MOST_DELIVERIES = 500;

@Injectable()
export class TimelineService {
  constructor(
    private readonly verifications: VerificationService,
    private readonly history: DeliveryHistory,
    private readonly apps: Apps,
  ) {}

  /** @throws AppError `verification_not_found` */
  async read(name: string): Promise<TimelineDto> {
    const verification = await this.verifications.findNamed(name);
    if (!verification) throw new AppError('verification_not_found');
    const newestFirst = await this.history.list({ verificationId: verification.id }, { limit: MOST_DELIVERIES });
    const now = clock.now();
    const events = timelineOf(verification, newestFirst.toReversed(), now);
    return toTimeline(verification, { app: this.apps.nameOf(verification.appId), events, now });
  }
}
