import { follow } from '../src/route';
import type { Delivery } from './operator.client';
import { search } from './search';
import { TimeOf } from './time.of';
import { inWords } from './timeline.view';

/** One message: when, to which chat, what became of it; with a link to the timeline of its verification. */
export function DeliveryLine({ id, requested_at: at, chat_id: chat, verification_id: of, ...rest }: Delivery) {
  const { status, error, kind, attempts, bot } = rest;
  return (
    <li class="line">
      <p class="line-head">
        <TimeOf at={at} />
        {of === null ? (
          <span>
            {kind === 'test' ? 'Test to chat' : 'Chat'} {chat}
          </span>
        ) : (
          <a href={`#${of}`} onClick={follow(() => search.look(id))}>
            Chat {chat}
          </a>
        )}
        <span class="line-state">{status}</span>
      </p>
      <p class="muted">
        {[error && inWords(error), attempts === 1 ? '1 call' : `${attempts} calls`, `bot ${bot}`]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  );
}
