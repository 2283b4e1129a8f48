import { UserRepository } from '../../src/account/users/user.repository';
import { aUser } from '../../src/account/users/user.fixture';
import { aDraft } from '../../src/audit/audit.fixture';
import { AuditRepository } from '../../src/audit/store/audit.repository';
import { aSentDelivery } from '../../src/delivery/delivery.fixture';
import { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import { timeOrderedId } from '../../src/ids';
import { LimitRepository } from '../../src/limits/limit.repository';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { aSentVerification } from '../../src/verification/verification.fixture';
import { DeviceRepository } from '../../src/session/devices/device.repository';
import { aSession } from '../../src/session/session.fixture';
import { SessionRepository } from '../../src/session/store/session.repository';
import { anOverWebhook } from '../../src/webhooks/webhook.fixture';
import { WebhookRepository } from '../../src/webhooks/store/webhook.repository';
import type { App } from './app';

const DAY_MS = 86_400_000;
/** So many writes share a commit. */
const AT_ONCE = 20_000;

/** Whose rows there are many of, and the sign-in that all messages were for. */
type Person = Readonly<{ userId: string; telegramId: number }>;

/**
 * Writes so many sign-ins of the last 25 days with their messages, webhooks and audit into the app's store, and as many accounts and limits; of one person a third as many sessions, devices, messages and acts.
 * @returns the sign-in that the person's messages were for
 */
export async function fillStore(app: App, count: number, { userId, telegramId }: Person): Promise<string> {
  const [users, audit, webhooks] = [app.part(UserRepository), app.part(AuditRepository), app.part(WebhookRepository)];
  const [verifications, deliveries] = [app.part(VerificationRepository), app.part(DeliveryRepository)];
  const [sessions, devices] = [app.part(SessionRepository), app.part(DeviceRepository)];
  const limits = app.part(LimitRepository);
  const now = Date.now();
  const isTheirs = (index: number) => index % 3 === 0;
  const theirs = timeOrderedId(new Date(now - DAY_MS));
  const writes = [
    (at: Date, index: number) => {
      const of = {
        verificationId: isTheirs(index) ? theirs : timeOrderedId(at),
        chatId: isTheirs(index) ? telegramId : 1_000_000 + index,
      };
      const times = { sentAt: at, deleteAt: at, deletedAt: at, requestedAt: at, deadlineAt: new Date(+at + 180_000) };
      const steps = [{ at, kind: 'sent', attempts: 1 } as const, { at, kind: 'deleted', attempts: 1 } as const];
      const id = timeOrderedId(at);
      return deliveries.insert(aSentDelivery({ ...of, ...times, id, state: 'deleted', dueAt: undefined, steps }));
    },
    (at: Date, index: number) => {
      const id = index === 0 ? theirs : timeOrderedId(at);
      const times = { createdAt: at, sentAt: at, endedAt: at, startExpiresAt: at, resendAt: at, expiresAt: at };
      const who = isTheirs(index) ? { chatId: telegramId, userId } : { chatId: 1_000_000 + index };
      const deadlineAt = new Date(+at + 180_000);
      return verifications.insert(
        aSentVerification({ ...who, ...times, id, deadlineAt, status: 'verified', door: 'otp', untold: undefined }),
      );
    },
    (at: Date, index: number) => {
      const who = { kind: 'user', id: isTheirs(index) ? userId : `user-${index}` } as const;
      return audit.append(aDraft({ at, actor: who, subject: who, action: 'sign_in.succeeded' }));
    },
    (at: Date) => webhooks.insert(anOverWebhook({ occurredAt: at, endedAt: at })),
    (at: Date, index: number) =>
      users.insert(
        aUser({
          id: timeOrderedId(at),
          telegramId: 1_000_000 + index,
          createdAt: at,
          signedInAt: at,
          untold: undefined,
        }),
      ),
    async (_at: Date, index: number) => void (await limits.take(`chat:${index}`, DAY_MS / 1000, new Date(now), 10_000)),
    async (at: Date, index: number) => {
      if (!isTheirs(index)) return;
      const times = { createdAt: at, usedAt: at, expiresAt: new Date(now + DAY_MS) };
      await sessions.insert(aSession({ ...times, id: timeOrderedId(at), userId }));
    },
    async (at: Date, index: number) => {
      if (!isTheirs(index)) return;
      const [browser, system] = ['Firefox', 'Linux'];
      const times = { createdAt: at, usedAt: at };
      await devices.insert({ id: timeOrderedId(at), userId, sessionId: 'none', browser, system, ...times });
    },
  ];
  const write = async (index: number) => {
    const at = new Date(now - 25 * DAY_MS + Math.floor((24 * DAY_MS * index) / count));
    await Promise.all(writes.map((one) => one(at, index)));
  };
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => write(from + index)));
  return theirs;
}
