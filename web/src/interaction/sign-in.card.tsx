import type { ComponentChildren } from 'preact';
import type { Brand, User } from '../api/types';
import { interactionTexts } from '../language/interaction.texts';
import { Headline } from '../parts/headline';
import { named } from '../parts/named';
import { ofSpoken } from '../words';

/** "Sign in to Corner Shop", and how. */
export function SignInCard({ app: { name, domain }, children }: { app: Brand; children: ComponentChildren }) {
  return (
    <section class="card">
      <Headline text={ofSpoken(interactionTexts).sign_in.replace('{app}', name)} name={name} />
      <p class="muted">{domain ?? ''}</p>
      {children}
    </section>
  );
}

type ContinueAsProps = Readonly<{
  user: Pick<User, 'name'>;
  busy?: boolean;
  onGoOn: () => void;
  onAnother: () => void;
}>;

/** For people who are signed in here already. */
export function ContinueAs({ user: { name }, busy = false, onGoOn, onAnother }: ContinueAsProps) {
  const words = ofSpoken(interactionTexts);
  return (
    <div class="ways-in">
      <button type="button" class="button button-primary" aria-disabled={busy} onClick={() => onGoOn()}>
        <span>{named(words.continue_as.replace('{name}', name), name)}</span>
      </button>
      <button type="button" class="button button-outline" onClick={onAnother}>
        {words.another}
      </button>
    </div>
  );
}
