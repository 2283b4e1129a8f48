import { follow } from '../src/route';
import { moment } from './numbers';
import type { Delivery } from './operator.client';
import { search } from './search';

/** One message: when, to whom, what became of it; it leads to the timeline of its verification. */
export function DeliveryLine({ id, requested_at: at, chat_id: chat, status, error, verification_id: of }: Delivery) {
  return (
    <li class="line">
      <p class="line-head">
        <time dateTime={at}>{moment(at)}</time>
        {of === null ? (
          <span>Test to chat {chat}</span>
        ) : (
          <a href={`#${id}`} onClick={follow(() => search.look(id))}>
            Chat {chat}
          </a>
        )}
        <span class="line-state">{status}</span>
      </p>
      {error !== null && <p class="muted">{error}</p>}
    </li>
  );
}
