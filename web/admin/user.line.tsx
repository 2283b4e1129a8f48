import { Act } from './acts';
import { moment } from './numbers';
import { acts, type User } from './operator.client';
import { search } from './search';
import { TestButton } from './timeline.view';

/** One account. Among several, its chat links to its messages; alone, the possible actions stand below. */
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
      <p class="muted">{[...known, `last sign-in ${moment(at)}`].join(', ')}</p>
      {isAlone && <ActsOn {...user} />}
    </li>
  );
}

function ActsOn({ id, name, status, telegram_id: chat }: User) {
  return (
    <div class="act-row">
      <TestButton chatId={chat} />
      <Act
        name="End all sessions"
        question={`Sign ${name} out everywhere, at once?`}
        act={() => acts.endSessions(id)}
        done={({ ended }) => (ended === 1 ? '1 session ended.' : `${ended} sessions ended.`)}
      />
      {status === 'disabled' ? (
        <Act
          name="Enable"
          question={`Let ${name} sign in again?`}
          act={() => acts.enable(id)}
          done={() => (void search.refresh(), 'Enabled.')}
        />
      ) : (
        <Act
          name="Disable"
          question={`End the sessions of ${name} and let nobody sign in to this account?`}
          act={() => acts.disable(id)}
          done={() => (void search.refresh(), 'Disabled.')}
        />
      )}
    </div>
  );
}
