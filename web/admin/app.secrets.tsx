import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { copyText } from '../src/clipboard';
import { Store } from '../src/store';
import { useStore } from '../src/use-store';
import { Act } from './acts';
import type { RegisteredApp } from './app.draft';
import { moment } from './numbers';
import { acts } from './operator.client';

/** A secret that was made just now. Only this page has it, and only until it shows something else. */
export const fresh = new Store<Readonly<{ id: string; secret: string }> | null>(null);

/** The API returns a secret only once, so it is shown only once. */
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
        <strong>A secret of this app.</strong> It’s shown once, now: it can’t be looked up later.
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

/** With these the app gets tokens. */
export const Secrets = ({ app: { id, secrets }, onChange }: SecretsProps) => (
  <Several
    name="Secrets"
    word="secret"
    all={secrets}
    none="None is good: the app gets no tokens."
    last="Refuse the only secret at once? The app gets no tokens until it has a new one."
    revoke={(secretId) => acts.revokeSecret(id, secretId)}
    make={() => acts.makeSecret(id)}
    onMade={({ secret }) => fresh.set({ id, secret })}
    onChange={onChange}
  />
);

/** With these the app's back ends have people confirm something. */
export const ApiKeys = ({ app: { id, api_keys: keys }, onChange }: SecretsProps) => (
  <Several
    name="API keys"
    word="API key"
    all={keys}
    none="None: no back end of the app has anything confirmed."
    last="Refuse the only API key at once? No back end of the app has anything confirmed until it has a new one."
    revoke={(keyId) => acts.revokeApiKey(id, keyId)}
    make={() => acts.makeApiKey(id)}
    onMade={({ api_key: secret }) => fresh.set({ id, secret })}
    onChange={onChange}
  />
);

/** With these the app verifies that a webhook is ours. */
export const WebhookSecrets = ({ app: { id, webhook_secrets: secrets }, onChange }: SecretsProps) => (
  <Several
    name="Webhook secrets"
    word="webhook secret"
    all={secrets}
    none="None: nothing is sent to its webhook address."
    last="Sign by the only secret no more? Nothing is sent to its webhook address until it has a new one."
    revoke={(secretId) => acts.revokeWebhookSecret(id, secretId)}
    make={() => acts.makeWebhookSecret(id)}
    onMade={({ webhook_secret: secret }) => fresh.set({ id, secret })}
    onChange={onChange}
  />
);

type SeveralProps<T> = Readonly<{
  name: string;
  /** What one of them is called. */
  word: string;
  all: RegisteredApp['secrets'];
  none: string;
  /** The question before the last valid one is revoked. */
  last: string;
  revoke: (id: string) => Promise<Answer<unknown>>;
  make: () => Promise<Answer<T>>;
  onMade: (made: T) => void;
  onChange: () => void;
}>;

function Several<T>({ name, word, all, none, last, revoke, make, onMade, onChange }: SeveralProps<T>) {
  const now = new Date();
  const good = all.filter(({ expires_at: at }) => at === null || new Date(at) > now);
  return (
    <section aria-label={name}>
      <h3 class="panel-name">{name}</h3>
      {good.length === 0 && <p>{none}</p>}
      <ul class="plain">
        {all.map((secret) => (
          <li key={secret.id} class="line">
            <p class="line-head">
              <span>Made {moment(secret.created_at)}</span>
              <span class="line-state">{untilOf(secret.expires_at, now)}</span>
            </p>
            <Act
              name="Revoke"
              question={
                good.length === 1 && good[0] === secret
                  ? last
                  : 'Refuse it at once? The app must have another one by now.'
              }
              act={() => revoke(secret.id)}
              done={() => (onChange(), 'Revoked.')}
            />
          </li>
        ))}
      </ul>
      <Act
        name={`Make a new ${word}`}
        question="Make another one? Those above stay good until they are revoked."
        act={make}
        done={(made) => (onMade(made), onChange(), 'Made: see above.')}
      />
    </section>
  );
}

function untilOf(at: string | null, now: Date): string {
  if (at === null) return 'good until revoked';
  return new Date(at) > now ? `good until ${moment(at)}` : 'expired';
}
