import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { useStore } from '../src/use-store';
import { DeliveryLine } from './delivery.line';
import type { Found } from './lookup';
import { moment } from './numbers';
import type { RequestFound } from './operator.client';
import { place as placed } from './place';
import { linkShown, search } from './search';
import { SignInLine } from './sign-in.line';
import { TimelineView } from './timeline.view';
import { UserLine } from './user.line';

/** One search box for whatever an operator has at hand, and the result. */
export function SearchView() {
  const shown = useStore(search);
  const place = useRef<HTMLElement>(null);
  const panel = useRef<HTMLElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const { id: named } = useStore(placed);
  useEffect(() => {
    if (named && named !== linkShown()) void search.look(named);
  }, [named]);
  // The pressed element may be far below, or gone together with the focus.
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
          E-mail, name, @username, chat id, IP address, reference or id
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
          placeholder="E-mail, name, @name, chat, IP, reference"
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
            {shown.answer ? <FoundView answer={shown.answer} /> : <p class="muted">Searching…</p>}
          </div>
        </section>
      )}
    </search>
  );
}

function FoundView({ answer }: { answer: Answer<Found> }) {
  if (!answer.ok) return <p>No answer. Search again.</p>;
  const { timeline, signIn, users, signIns, deliveries, request } = answer.value;
  if (timeline) return <TimelineView timeline={timeline} signIn={signIn} deliveries={deliveries} />;
  if (users.length + deliveries.length + signIns.length === 0 && !request)
    return (
      <p>
        Nothing found. Search for a whole id, chat, IP address or reference, or for how a name, an e-mail or an
        @username begins.
      </p>
    );
  return (
    <>
      {request && <RequestView {...request} />}
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
      {signIns.length > 0 && (
        <>
          <h2 class="panel-name">Sign-ins</h2>
          <ul class="plain">
            {signIns.map((one) => (
              <SignInLine key={one.verification_id} {...one} />
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

/** What is known about a reference that a person in trouble was shown. */
function RequestView({ request_id: id, at, fault }: RequestFound) {
  return (
    <>
      <h2 class="panel-name">
        Request <span class="id">{id}</span>
      </h2>
      <p>
        {at && `It came ${moment(at)}. `}
        {fault
          ? `${fault.method} ${fault.route} was answered ${fault.status} ${fault.code ?? ''}. The log has its cause under this id.`
          : 'This instance knows nothing of a failure; the log has what there is under this id.'}
      </p>
    </>
  );
}
