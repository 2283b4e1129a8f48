import { KnownDevices } from './known-devices';
import { SignIns } from './sign-ins';
import { SignedIn } from './signed-in';

/** Where the person is signed in. */
export function SessionsScreen() {
  return (
    <SignedIn>
      {(user) => (
        <>
          <SignIns key={user.id} />
          <KnownDevices key={`${user.id} devices`} />
        </>
      )}
    </SignedIn>
  );
}
