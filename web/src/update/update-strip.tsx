import { useEffect } from 'preact/hooks';
import { announce } from '../announcer';
import { useStore } from '../use-store';
import { say } from '../words';
import { loadWaitingVersion, waitingVersion } from './update';

/** Lies over the foot of the page, so that nothing moves. */
export function UpdateStrip() {
  const isThere = useStore(waitingVersion) !== null;
  useEffect(() => {
    if (isThere) announce(say('update.sentence'));
  }, [isThere]);
  if (!isThere) return null;
  return (
    <p class="strip">
      {say('update.sentence')}
      <button type="button" class="button button-quiet" onClick={loadWaitingVersion}>
        {say('update.do')}
      </button>
    </p>
  );
}
