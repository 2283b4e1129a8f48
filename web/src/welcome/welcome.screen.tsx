import { settings } from '../settings/app.settings';
import { useStore } from '../use-store';
import { say, saySeconds } from '../words';
import { FrontDoor } from './front-door';
import { RegisterForm } from './register.form';
import { SignInForm } from './sign-in.form';

/** The front door of who is new. */
export function WelcomeScreen() {
  const { otp_ttl_seconds } = useStore(settings);
  return (
    <FrontDoor headline="welcome.headline" sentence={say('welcome.sentence', { seconds: saySeconds(otp_ttl_seconds) })}>
      <RegisterForm />
    </FrontDoor>
  );
}

/** The front door of who comes back. */
export function SignInScreen() {
  return (
    <FrontDoor headline="sign_in.headline" sentence={say('sign_in.sentence')}>
      <SignInForm />
    </FrontDoor>
  );
}
