import type { ComponentChildren } from 'preact';
import { LinkButton } from '../parts/link-button';
import { settings } from '../settings/app.settings';
import { useStore } from '../use-store';
import { say, sayLife } from '../words';
import { FrontDoor } from './front-door';
import { RegisterForm } from './register.form';
import { SignInForm } from './sign-in.form';
import { WaysIn } from './ways-in';

/** The front door: nothing to fill in. */
export function WelcomeScreen() {
  const { otp_ttl_seconds } = useStore(settings);
  return (
    <FrontDoor headline="welcome.headline" sentence={say('welcome.sentence', { seconds: sayLife(otp_ttl_seconds) })}>
      <WaysIn />
      <div class="actions-quiet">
        <LinkButton path="/register" words="welcome.register" look="quiet" />
      </div>
    </FrontDoor>
  );
}

/** For people who want to say more about themselves at once. */
export function RegisterScreen() {
  return (
    <FrontDoor headline="register.headline" sentence={say('register.sentence')}>
      <RegisterForm />
      <ToTheDoor>
        <LinkButton path="/sign-in" words="welcome.sign_in" look="quiet" />
      </ToTheDoor>
    </FrontDoor>
  );
}

/** For people who come back, and must give their e-mail after a long time. */
export function SignInScreen() {
  return (
    <FrontDoor headline="sign_in.headline" sentence={say('sign_in.sentence')}>
      <WaysIn isAlone={false} />
      <SignInForm />
      <ToTheDoor />
    </FrontDoor>
  );
}

const ToTheDoor = ({ children }: { children?: ComponentChildren }) => (
  <div class="actions-quiet">
    {children}
    <LinkButton path="/" words="action.back" look="quiet" />
  </div>
);
