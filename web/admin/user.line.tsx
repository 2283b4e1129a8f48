import { moment } from './numbers';
import type { User } from './operator.client';
import { search } from './search';

/** One account. Of several, its chat leads to its messages. */
export function UserLine({ isAlone, ...user }: User & Readonly<{ isAlone: boolean }>) {
  const { name, email, telegram_id: chat, telegram_username: username, status, signed_in_at: at } = user;
  const known = [email, username === null ? null : `@${username}`].filter((part) => part !== null);
  return (
    <li class="line">
      <p class="line-head">
        <bdi class="line-name">{name}</bdi>
        {isAlone ? (
          <span>Chat {chat}</span>
        ) : (
          <button type="button" class="link" onClick={() => void search.look(String(chat))}>
            Chat {chat}
          </button>
        )}
        <span class="line-state">{status}</span>
      </p>
      <p class="muted">{[...known, `came in last ${moment(at)}`].join(', ')}</p>
    </li>
  );
}
