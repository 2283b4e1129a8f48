import { useState } from 'preact/hooks';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { go } from '../route';
import { currentSession } from '../session/session';
import { useComingBack } from '../session/use-coming-back';
import { useStore } from '../use-store';
import { say } from '../words';
import { Profile } from './profile';

/** Who is signed in, where, and what they can do about it. */
export function ProfileScreen() {
  const session = useStore(currentSession);
  const [isDeleted, setDeleted] = useState(false);
  if (isDeleted) {
    return (
      <Message tone="done" words="profile.deleted">
        <ToSignIn path="/" />
      </Message>
    );
  }
  if (session) return <Profile key={session.user.id} user={session.user} onDeleted={() => setDeleted(true)} />;
  return <NotSignedIn />;
}

/** In this page; this browser may well be. */
function NotSignedIn() {
  const [isOut, setOut] = useState(false);
  const back = useComingBack({ onSession: () => undefined, onNone: () => setOut(true) });
  if (isOut) {
    return (
      <Message tone="calm" words="profile.none">
        <ToSignIn path="/sign-in" />
      </Message>
    );
  }
  return (
    <Message tone="calm" words="profile.coming_back">
      <NoticeBox attempt={back} onRetry={() => back.run()} />
    </Message>
  );
}

function ToSignIn({ path }: { path: '/' | '/sign-in' }) {
  return (
    <button type="button" class="button button-primary" onClick={() => go(path)}>
      {say(path === '/' ? 'action.to_start' : 'action.sign_in')}
    </button>
  );
}
