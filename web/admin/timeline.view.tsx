import { Act } from './acts';
import { adviceOn } from './advice';
import { duration, moment } from './numbers';
import { acts, type Delivery, type SignIn, type Timeline, type TimelineEvent } from './operator.client';
import { aboutSignIn } from './sign-in.line';

const words: Readonly<Record<TimelineEvent['event'], string>> = {
  requested: 'Requested',
  queued: 'Message queued',
  removal_queued: 'Removal of a message queued',
  send_failed: 'Telegram didn’t take it',
  placed: 'Placed in the chat, without the code',
  sent: 'In Telegram',
  given_up: 'Message given up',
  deletion_failed: 'Couldn’t be deleted yet',
  deleted: 'Gone from Telegram',
  verified: 'Verified',
  failed: 'Failed',
  expired: 'Expired',
  cancelled: 'Cancelled',
  locked: 'Locked',
};

type TimelineProps = Readonly<{ timeline: Timeline; signIn?: SignIn; deliveries: readonly Delivery[] }>;

/** Everything that happened to one verification, and how long after the previous event. */
export function TimelineView({ timeline, signIn, deliveries }: TimelineProps) {
  const { link_id: id, app, status, events } = timeline;
  const advice = signIn && adviceOn(signIn);
  const text = JSON.stringify({ ...timeline, verification: signIn, deliveries }, null, 2);
  return (
    <>
      <h2 class="panel-name">
        Verification <span class="id">{id}</span> <span class="line-state">{status}</span>
      </h2>
      <p>
        For <bdi>{app.name}</bdi>
        {app.name !== app.id && <span class="id"> {app.id}</span>}
      </p>
      {signIn && <p>{aboutSignIn(signIn)}</p>}
      {advice && <p class="advice">{advice}</p>}
      {events[0] && <p class="muted">Began {new Date(events[0].at).toISOString()}</p>}
      <ol class="plain timeline">
        {events.map((event, index) => (
          <li key={index} class="line">
            <p class="line-head">
              <time dateTime={event.at} title={event.at}>
                {moment(event.at)}
              </time>
              <span>
                {words[event.event]}
                {about(event)}
              </span>
              <span class="muted">{sinceBefore(event, events[index - 1])}</span>
            </p>
            {event.error !== undefined && <p class="muted">{inWords(event.error)}</p>}
          </li>
        ))}
      </ol>
      <div class="act-row">
        <button type="button" class="button button-outline" onClick={() => void navigator.clipboard.writeText(text)}>
          Copy as JSON
        </button>
        {signIn?.chat_id != null && <TestButton chatId={signIn.chat_id} />}
      </div>
    </>
  );
}

/** Sends a message like any other, but without a code, to see whether it arrives. */
export const TestButton = ({ chatId }: { chatId: number }) => (
  <Act
    name="Send a test message"
    question={`Write to chat ${chatId}? The message deletes itself.`}
    act={() => acts.sendTest(chatId)}
    done={({ success, error: reason }) =>
      success ? 'It arrived.' : `It didn’t arrive: ${reason}. ${adviceOn({ reason, end_reason: null }) ?? ''}`
    }
  />
);

export const inWords = (error: string): string => (error === 'superseded' ? 'replaced by a newer code' : error);

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
