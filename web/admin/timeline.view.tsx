import { duration, moment } from './numbers';
import type { Timeline, TimelineEvent } from './operator.client';

const words: Readonly<Record<TimelineEvent['event'], string>> = {
  requested: 'Asked for',
  queued: 'Message queued',
  removal_queued: 'Removal of a message queued',
  send_failed: 'Telegram did not take it',
  placed: 'Placed in the chat, without the code',
  sent: 'In Telegram',
  given_up: 'Message given up',
  deletion_failed: 'Could not be deleted yet',
  deleted: 'Gone from Telegram',
  verified: 'Verified',
  failed: 'Failed',
  expired: 'Expired',
  cancelled: 'Cancelled',
  locked: 'Locked after too many wrong codes',
};

/** Everything that happened to one verification, and how long after the event before. */
export function TimelineView({ link_id: id, status, events }: Timeline) {
  return (
    <>
      <h2 class="panel-name">
        Verification <span class="id">{id}</span> <span class="line-state">{status}</span>
      </h2>
      <ol class="plain timeline">
        {events.map((event, index) => (
          <li key={index} class="line">
            <p class="line-head">
              <time dateTime={event.at}>{moment(event.at)}</time>
              <span>
                {words[event.event]}
                {about(event)}
              </span>
              <span class="muted">{sinceBefore(event, events[index - 1])}</span>
            </p>
            {event.error !== undefined && <p class="muted">{event.error}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

/** ", by link", ", after 3 calls". */
function about({ door, reason, attempts = 1 }: TimelineEvent): string {
  const parts = [door && `by ${door}`, reason, attempts > 1 && `after ${attempts} calls`];
  return parts
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}

function sinceBefore({ at }: TimelineEvent, before: TimelineEvent | undefined): string {
  return before ? `+ ${duration((Date.parse(at) - Date.parse(before.at)) / 1000)}` : '';
}
