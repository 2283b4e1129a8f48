import type { Delivery, Step } from '../../delivery/delivery';
import {
  endsAt,
  failureAt,
  statusAt,
  type Door,
  type Failure,
  type Verification,
} from '../../verification/verification';

/** An event of a verification, or of one of its messages. */
export type TimelineEvent = Readonly<{
  at: Date;
  event: EventName;
  deliveryId?: string;
  messageId?: number;
  door?: Door;
  /** Why it failed, as a stable code. */
  reason?: Failure;
  /** What Telegram or the network said. */
  error?: string;
  attempts?: number;
}>;

export const eventNames = [
  'requested',
  'queued',
  'removal_queued',
  'send_failed',
  'placed',
  'sent',
  'given_up',
  'deletion_failed',
  'deleted',
  'verified',
  'failed',
  'expired',
  'cancelled',
  'locked',
] as const;
export type EventName = (typeof eventNames)[number];

/** Everything known about a verification, in the order in which it happened, without personal data or secrets. */
export function timelineOf(verification: Verification, deliveries: readonly Delivery[], now: Date): TimelineEvent[] {
  const events: TimelineEvent[] = [
    { at: verification.createdAt, event: 'requested' },
    ...deliveries.flatMap(eventsOfDelivery),
    ...endOf(verification, now),
  ];
  // The sort is stable: events of the same millisecond keep the order above.
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function eventsOfDelivery(row: Delivery): TimelineEvent[] {
  const { id: deliveryId, messageId, steps } = row;
  const isRemoval = row.kind === 'removal';
  const queued = { at: row.requestedAt, event: isRemoval ? 'removal_queued' : 'queued', deliveryId } as const;
  const known = steps.map((step) => ({ ...eventOfStep(step), deliveryId }));
  // Older rows have no steps, and long ones only the last: these two events then come from the row's own times.
  const has = (kind: Step['kind']) => steps.some((step) => step.kind === kind) || isRemoval;
  const sent = { event: 'sent', deliveryId, messageId } as const;
  return [
    queued,
    ...(row.sentAt && !has('sent') ? [{ ...sent, at: row.sentAt }] : []),
    ...known.map((event) => (event.event === 'sent' ? { ...event, messageId } : event)),
    ...(row.deletedAt && !steps.some(({ kind }) => kind === 'deleted')
      ? [{ at: row.deletedAt, event: 'deleted' as const, deliveryId }]
      : []),
  ];
}

function eventOfStep({ at, kind, error, attempts }: Step): TimelineEvent {
  return { at, event: EVENTS[kind], error, attempts };
}

const EVENTS = {
  sent: 'sent',
  placed: 'placed',
  send_again: 'send_failed',
  deleted: 'deleted',
  delete_again: 'deletion_failed',
  failed: 'given_up',
} as const satisfies Record<Step['kind'], EventName>;

/** An end by time-out is never stored: its moment follows from the verification's own times. */
function endOf(verification: Verification, now: Date): TimelineEvent[] {
  const event = statusAt(verification, now);
  switch (event) {
    case 'awaiting_telegram':
    case 'sending':
    case 'sent':
      return [];
    case 'expired':
      return at(endsAt(verification), { event });
    case 'failed':
      return at(verification.endedAt ?? verification.deadlineAt, { event, reason: failureAt(verification, now) });
    case 'verified':
      return at(verification.endedAt, { event, door: verification.door });
    case 'cancelled':
    case 'locked':
      return at(verification.endedAt, { event });
    default:
      return event satisfies never;
  }
}

/** A verification that ended before `endedAt` was stored has no place in the order. */
const at = (moment: Date | undefined, event: Omit<TimelineEvent, 'at'>): TimelineEvent[] =>
  moment ? [{ ...event, at: moment }] : [];
