import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announcer';
import type { KnownPerson, LoginRequest } from '../api/types';
import { isFocusLost } from '../focus';
import { named } from '../parts/named';
import { NoticeBox } from '../parts/notice-box';
import { Portrait } from '../parts/portrait';
import { say } from '../words';
import { useKnownPeople } from './known-people';
import { useLogin } from './use-login';

/** One press: as a person known here or, if no form follows, as the person who presses Start in Telegram. */
export function WaysIn({ isAlone = true }: { isAlone?: boolean }) {
  const { people, forget } = useKnownPeople();
  const login = useLogin();
  const asked = useRef<LoginRequest>({});
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFocusLost()) (place.current?.querySelector('button') ?? document.querySelector('h1'))?.focus();
  }, [people]);
  const waits = login.busy || login.pause !== null;
  if (!isAlone && people?.length === 0) return null;
  if (people === null) return <p class="muted ways-in">{say('welcome.looking')}</p>;
  const ask = (request: LoginRequest) => {
    asked.current = request;
    login.run(request);
  };
  const leave = (person: KnownPerson) => {
    announce(say('welcome.forgotten', { name: person.name }));
    forget(person);
  };
  return (
    <div class="ways-in" ref={place}>
      {people.map((person, place) => (
        <div class="known" key={person.user_id}>
          <button
            type="button"
            class={`button button-${isAlone && place === 0 ? 'primary' : 'outline'}`}
            aria-disabled={waits}
            onClick={() => ask({ user_id: person.user_id })}
          >
            <Portrait id={person.user_id} name={person.name} />
            <span>{named(say('welcome.continue_as', { name: person.name }), person.name)}</span>
          </button>
          <button
            type="button"
            class="button button-quiet"
            aria-label={say('welcome.forget.about', { name: person.name })}
            onClick={() => leave(person)}
          >
            {say('welcome.forget')}
          </button>
        </div>
      ))}
      {isAlone && (
        <button
          type="button"
          class={`button button-${people.length === 0 ? 'primary' : 'outline'}`}
          aria-disabled={waits}
          onClick={() => ask({})}
        >
          {say(people.length === 0 ? 'welcome.continue' : 'welcome.another')}
        </button>
      )}
      <NoticeBox attempt={login} onRetry={() => ask(asked.current)} />
    </div>
  );
}
