import { Icon } from '../parts/icons';
import { connection, sayOffline } from '../connection';
import { useStore } from '../use-store';

/** Lies over the foot of the page, so that nothing moves when it comes and goes. */
export function OfflineStrip() {
  const { isOnline } = useStore(connection);
  if (isOnline) return null;
  return (
    <p class="strip strip-careful">
      <Icon name="careful" />
      {sayOffline()}
    </p>
  );
}
