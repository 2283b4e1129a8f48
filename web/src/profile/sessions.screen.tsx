import { SignIns } from './sign-ins';
import { SignedIn } from './signed-in';

/** Where the person is signed in. */
export function SessionsScreen() {
  return <SignedIn>{(user) => <SignIns key={user.id} />}</SignedIn>;
}
