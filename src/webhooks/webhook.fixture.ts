import { timeOrderedId } from '../ids';
import type { Webhook } from './webhook';

/** The time that tests count from. */
export const aMoment = new Date('2030-05-17T12:00:00.000Z');

export const seconds = (count: number, since = aMoment): Date => new Date(since.getTime() + count * 1000);

/** A pending webhook that is due and was never tried. */
export const aWebhook = (differing: Partial<Webhook> = {}): Webhook => ({
  id: timeOrderedId(differing.occurredAt ?? aMoment),
  type: 'user.created',
  occurredAt: aMoment,
  payload: { user_id: 'a-user' },
  state: 'pending',
  dueAt: aMoment,
  claims: 0,
  attempts: 0,
  ...differing,
});

/** A webhook that is over. */
export const anOverWebhook = (differing: Partial<Webhook> = {}): Webhook =>
  aWebhook({ state: 'sent', dueAt: undefined, attempts: 1, claims: 1, status: 204, endedAt: aMoment, ...differing });
