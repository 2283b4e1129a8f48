import { useState } from 'preact/hooks';
import type { Problem } from '../src/api/problem';
import type { Refusal } from './operator.access';
import { access } from './operator.client';

const reasons: Readonly<Record<Refusal, string>> = {
  nobody: 'Sign in with the admin key, or in Telegram as one of the administrators.',
  no_administrator: 'You’re signed in, but not as an administrator of this service (ADMIN_TELEGRAM_IDS).',
  key_wrong: 'This isn’t the admin key.',
};

/** Asks for the admin key. */
export function KeyForm({ why }: { why: Refusal }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isWrong = why === 'key_wrong' && !problem;
  const tryKey = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim();
    if (isBusy || key === '') return;
    setBusy(true);
    setProblem(await access.tryKey(key));
    setBusy(false);
  };
  return (
    <section class="card">
      <p>{reasons[why === 'key_wrong' ? 'nobody' : why]}</p>
      <form onSubmit={tryKey}>
        <div class={isWrong ? 'field field-wrong' : 'field'}>
          <label for="key">Admin key</label>
          <input
            id="key"
            name="key"
            type="password"
            autoComplete="current-password"
            aria-invalid={isWrong ? 'true' : undefined}
            aria-describedby="key-below"
          />
          <p id="key-below" class="field-below" role="status">
            {problem
              ? sentenceOf(problem)
              : isWrong
                ? reasons.key_wrong
                : 'ADMIN_API_KEY; kept by this page alone, until it is reloaded or closed.'}
          </p>
        </div>
        <button type="submit" class="button button-primary" aria-disabled={isBusy}>
          Continue
        </button>
      </form>
      <a class="button button-quiet" href="/sign-in">
        Sign in with Telegram
      </a>
    </section>
  );
}

const sentenceOf = ({ code }: Problem): string =>
  code === 'rate_limited' ? 'Too many tries. Wait a moment.' : 'No answer. Try again.';
