import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Session, User } from '../api/types';
import { useAttempt } from '../attempt';
import { Headline } from '../parts/headline';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { go } from '../route';
import { currentSession } from '../session';
import { useStore } from '../use-store';
import { say } from '../words';

/** Who is signed in. */
export function ProfileScreen() {
  const session = useStore(currentSession);
  if (session) return <Profile session={session} />;
  return (
    <Message tone="calm" words="profile.none">
      <button type="button" class="button button-primary" onClick={() => go('/')}>
        {say('action.sign_in')}
      </button>
    </Message>
  );
}

function Profile({ session }: { session: Session }) {
  const [user, setUser] = useState(session.user);
  const asking = useAttempt(api.profile, (answer) => {
    if (answer.ok) setUser(answer.value);
    else if (answer.problem.code === 'unauthorized') currentSession.set(null);
  });
  useEffect(() => asking.run(session.access_token), [session]);
  return (
    <section class="card">
      <Headline text={user.name} />
      <p class="muted">{say('profile.sentence')}</p>
      <dl class="facts">
        {factsOf(user).map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd class={fact ? undefined : 'muted'}>{fact ?? say('profile.empty')}</dd>
          </div>
        ))}
      </dl>
      <NoticeBox attempt={asking} onRetry={() => asking.run(session.access_token)} />
    </section>
  );
}

function factsOf(user: User): readonly (readonly [term: string, fact: string | null])[] {
  const { email, phone, telegram_id, telegram_username } = user;
  return [
    [say('field.email'), email],
    [say('field.phone'), phone],
    [say('profile.telegram'), telegram_username ? `@${telegram_username}` : String(telegram_id)],
  ];
}
