import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../src/parts/icons';
import { useStore } from '../src/use-store';
import { Brand } from './brand';
import { Dashboard } from './dashboard';
import { KeyForm } from './key.form';
import { access } from './operator.client';

const AGAIN_MS = 3_000;

/** What operators see at a glance. */
export function OperatorPage() {
  const state = useStore(access.state);
  const isReached = useAccess(state.kind === 'unknown');
  if (state.kind === 'granted') return <Dashboard />;
  return (
    <main class="operators-access">
      <Brand />
      {state.kind === 'refused' && <KeyForm why={state.why} />}
      {!isReached && (
        <p class="operators-state tone-careful" role="status">
          <Icon name="careful" />
          No answer. Retrying…
        </p>
      )}
    </main>
  );
}

/** Asks until access is granted or refused. @returns whether the server was reached */
function useAccess(isUnknown: boolean): boolean {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const request = async () => {
      if (await access.request()) timer = setTimeout(() => setTries((before) => before + 1), AGAIN_MS);
    };
    if (isUnknown) void request();
    return () => clearTimeout(timer);
  }, [isUnknown, tries]);
  return !isUnknown || tries === 0;
}
