import { confirmation } from '../announcer';
import { Icon } from '../parts/icons';
import { useStore } from '../use-store';

/** Shows what has just been done; the live region says the same. */
export function ConfirmationStrip() {
  const sentence = useStore(confirmation);
  if (!sentence) return null;
  return (
    <p class="strip strip-done" aria-hidden="true">
      <Icon name="done" />
      {sentence}
    </p>
  );
}
