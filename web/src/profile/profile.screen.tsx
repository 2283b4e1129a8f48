import { useState } from 'preact/hooks';
import { LinkButton } from '../parts/link-button';
import { Message } from '../parts/message';
import { Profile } from './profile';
import { SignedIn } from './signed-in';

/** The account that is signed in, and what the person can do about it. */
export function ProfileScreen() {
  const [isDeleted, setDeleted] = useState(false);
  if (isDeleted) {
    return (
      <Message tone="done" words="profile.deleted">
        <LinkButton path="/" words="action.to_start" />
      </Message>
    );
  }
  return <SignedIn>{(user) => <Profile key={user.id} user={user} onDeleted={() => setDeleted(true)} />}</SignedIn>;
}
