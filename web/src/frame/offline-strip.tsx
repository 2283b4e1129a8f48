import { Icon } from '../parts/icons';
import { connection } from '../connection';
import { useStore } from '../use-store';
import { say } from '../words';

/** Lies over the foot of the page, so that nothing moves when it comes and goes. */
export function OfflineStrip() {
  const { isOnline } = useStore(connection);
  if (isOnline) return null;
  return (
    <p class="strip strip-careful">
      <Icon name="careful" />
      {say('app.offline')}
    </p>
  );
}
