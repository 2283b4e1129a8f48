import { timeOrderedId } from '../ids';
import type { Delivery, SentDelivery } from './delivery';

/** A time that tests count from. */
export const aMoment = new Date('2030-05-17T12:00:00.000Z');

export const seconds = (count: number, since = aMoment): Date => new Date(since.getTime() + count * 1000);

/** What a test overrides, even if no such row can exist. */
export type Differing = Partial<Pick<Delivery, keyof Delivery>>;
type Living = Readonly<{ chatId: number; dueAt: Date; verificationId: string }>;

/** A message that waits to be sent, and is due. */
export function aDelivery(differing: Differing = {}): Delivery & Living {
  return {
    id: timeOrderedId(aMoment),
    kind: 'message',
    verificationId: 'a-verification',
    botId: 4242,
    chatId: 1001,
    language: 'en',
    state: 'queued',
    dueAt: aMoment,
    claims: 0,
    attempts: 0,
    removalAttempts: 0,
    requestedAt: aMoment,
    deadlineAt: seconds(180),
    steps: [],
    ...differing,
  } as Delivery & Living;
}

/** A message that is in Telegram, until its time is over. */
export const aSentDelivery = (differing: Differing = {}): SentDelivery =>
  aDelivery({
    state: 'sent',
    messageId: 7,
    sentAt: seconds(2),
    deleteAt: seconds(62),
    dueAt: seconds(62),
    attempts: 1,
    ...differing,
  }) as SentDelivery;
