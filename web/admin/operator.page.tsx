import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../src/parts/icons';
import { useStore } from '../src/use-store';
import { Brand } from './brand';
import { Dashboard } from './dashboard';
import { DoorView } from './door.view';
import { door } from './operator.client';

const AGAIN_MS = 3_000;

/** What operators see at a glance. */
export function OperatorPage() {
  const entry = useStore(door.entry);
  const isReached = useKnock(entry.kind === 'knocking');
  if (entry.kind === 'open') return <Dashboard />;
  return (
    <main class="operators-door">
      <Brand />
      {entry.kind === 'closed' && <DoorView why={entry.why} />}
      {!isReached && (
        <p class="operators-state tone-careful" role="status">
          <Icon name="careful" />
          No answer. Retrying…
        </p>
      )}
    </main>
  );
}

/** Knocks until the door opens or stays closed. @returns whether the server was reached */
function useKnock(isKnocking: boolean): boolean {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const knock = async () => {
      if (await door.knock()) timer = setTimeout(() => setTries((before) => before + 1), AGAIN_MS);
    };
    if (isKnocking) void knock();
    return () => clearTimeout(timer);
  }, [isKnocking, tries]);
  return !isKnocking || tries === 0;
}
