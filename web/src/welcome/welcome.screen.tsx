import { Headline } from '../parts/headline';
import { settings } from '../settings';
import { useStore } from '../use-store';
import { say, saySeconds } from '../words';
import { RegisterForm } from './register.form';

/** The front door. */
export function WelcomeScreen() {
  const { otp_ttl_seconds } = useStore(settings);
  return (
    <section class="card">
      <Headline text={say('welcome.headline')} />
      <p class="muted">{say('welcome.sentence', { seconds: saySeconds(otp_ttl_seconds) })}</p>
      <RegisterForm />
      <p class="muted card-foot">{say('welcome.again')}</p>
    </section>
  );
}
