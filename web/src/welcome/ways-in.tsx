import { useRef } from 'preact/hooks';
import { announce } from '../announcer';
import type { KnownPerson, LoginRequest } from '../api/types';
import { named } from '../parts/named';
import { NoticeBox } from '../parts/notice-box';
import { say } from '../words';
import { useKnownPeople } from './known-people';
import { useLogin } from './use-login';

/** One press: as somebody who signed in here before, or, where no form follows, as whoever presses Start in Telegram. */
export function WaysIn({ isAlone = true }: { isAlone?: boolean }) {
  const { people, forget } = useKnownPeople();
  const login = useLogin();
  const asked = useRef<LoginRequest>({});
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
    <div class="ways-in">
      {people.map((person, place) => (
        <div class="known" key={person.user_id}>
          <button
            type="button"
            class={`button button-${isAlone && place === 0 ? 'primary' : 'outline'}`}
            aria-disabled={waits}
            onClick={() => ask({ user_id: person.user_id })}
          >
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
