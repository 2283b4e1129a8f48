import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { useStore } from '../src/use-store';
import { DeliveryLine } from './delivery.line';
import type { Found } from './lookup';
import { search } from './search';
import { TimelineView } from './timeline.view';
import { UserLine } from './user.line';

/** One box for whatever an operator holds in hand, and what it leads to. */
export function SearchView() {
  const shown = useStore(search);
  const place = useRef<HTMLElement>(null);
  const panel = useRef<HTMLElement>(null);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const named = location.hash.slice(1);
    if (named) void search.look(named);
  }, []);
  // What was pressed may stand far below, and may be gone, the keyboard's place with it.
  useEffect(() => {
    if (!shown?.answer) return;
    place.current?.scrollIntoView({ block: 'start' });
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  }, [shown?.answer]);
  const close = () => {
    search.clear();
    box.current?.focus();
  };
  const look = (event: SubmitEvent) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get('q')).trim();
    if (text) void search.look(text);
    else search.clear();
  };
  return (
    <search class="search" ref={place}>
      <form onSubmit={look}>
        <label for="q" class="visually-hidden">
          Look for an id, a chat, an e-mail, a name or a username
        </label>
        <input
          ref={box}
          id="q"
          name="q"
          type="search"
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          placeholder="Id, chat or e-mail"
        />
        <button type="submit" class="button button-outline">
          Search
        </button>
      </form>
      {shown && (
        <section class="panel found" aria-label="What was found" tabIndex={-1} ref={panel}>
          <button type="button" class="button button-quiet found-close" onClick={close}>
            Close
          </button>
          <div aria-live="polite">
            {shown.answer ? <FoundView answer={shown.answer} /> : <p class="muted">Looking …</p>}
          </div>
        </section>
      )}
    </search>
  );
}

function FoundView({ answer }: { answer: Answer<Found> }) {
  if (!answer.ok) return <p>The server does not answer. Search again.</p>;
  const { timeline, users, deliveries } = answer.value;
  if (timeline) return <TimelineView {...timeline} />;
  if (users.length + deliveries.length === 0)
    return <p>Nothing found. Look for a whole id or chat, or for how a name, an e-mail or an @username begins.</p>;
  return (
    <>
      {users.length > 0 && (
        <>
          <h2 class="panel-name">{users.length === 1 ? 'Account' : 'Accounts'}</h2>
          <ul class="plain">
            {users.map((user) => (
              <UserLine key={user.id} {...user} isAlone={users.length === 1} />
            ))}
          </ul>
        </>
      )}
      {deliveries.length > 0 && (
        <>
          <h2 class="panel-name">Messages</h2>
          <ul class="plain">
            {deliveries.map((delivery) => (
              <DeliveryLine key={delivery.id} {...delivery} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
