import { useEffect, useRef, useState } from 'preact/hooks';
import { copyText } from '../src/clipboard';
import { Store } from '../src/store';
import { useStore } from '../src/use-store';
import { Act } from './acts';
import type { RegisteredApp } from './app.draft';
import { moment } from './numbers';
import { acts } from './operator.client';

/** A secret that was made just now. It is in this page alone, and gone when the page shows something else. */
export const fresh = new Store<Readonly<{ id: string; secret: string }> | null>(null);

/** What the API tells once is shown once. */
export function FreshSecret({ id }: { id: string }) {
  const made = useStore(fresh);
  const [said, setSaid] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const secret = made?.id === id ? made.secret : null;
  // The button that made it may be far below.
  useEffect(() => {
    setSaid('');
    button.current?.focus();
  }, [secret]);
  if (secret === null) return null;
  const copy = async () => setSaid((await copyText(secret)) ? 'Copied.' : 'Not copied: select it.');
  return (
    <section class="fresh" aria-label="New secret">
      <p>
        <strong>The secret of this app.</strong> It is shown this once: nobody can look it up later.
      </p>
      <p class="id">{secret}</p>
      <p class="act">
        <button ref={button} type="button" class="button button-primary" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" class="button button-quiet" onClick={() => fresh.set(null)}>
          Hide it
        </button>
        <span role="status">{said}</span>
      </p>
    </section>
  );
}

type SecretsProps = Readonly<{ app: RegisteredApp; onChange: () => void }>;

export function Secrets({ app: { id, secrets }, onChange }: SecretsProps) {
  const now = new Date();
  const good = secrets.filter(({ expires_at: at }) => at === null || new Date(at) > now);
  return (
    <section aria-label="Secrets">
      <h3 class="panel-name">Secrets</h3>
      {good.length === 0 && <p>None is good: the app gets no tokens.</p>}
      <ul class="plain">
        {secrets.map((secret) => (
          <li key={secret.id} class="line">
            <p class="line-head">
              <span>Made {moment(secret.created_at)}</span>
              <span class="line-state">{untilOf(secret.expires_at, now)}</span>
            </p>
            <Act
              name="Revoke"
              question={
                good.length === 1 && good[0] === secret
                  ? 'Refuse the only secret at once? The app gets no tokens until it has a new one.'
                  : 'Refuse it at once? The app must have another one by now.'
              }
              act={() => acts.revokeSecret(id, secret.id)}
              done={() => (onChange(), 'Revoked.')}
            />
          </li>
        ))}
      </ul>
      <Act
        name="Make a new secret"
        question="Make another one? Those above stay good until they are revoked."
        act={() => acts.makeSecret(id)}
        done={({ secret }) => (fresh.set({ id, secret }), onChange(), 'Made: see above.')}
      />
    </section>
  );
}

function untilOf(at: string | null, now: Date): string {
  if (at === null) return 'good until revoked';
  return new Date(at) > now ? `good until ${moment(at)}` : 'expired';
}
