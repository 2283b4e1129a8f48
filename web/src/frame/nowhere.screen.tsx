import { Message } from '../parts/message';
import { StartLink } from '../parts/start-link';

/** An address without a page. */
export function NowhereScreen() {
  return (
    <Message tone="calm" words="nowhere">
      <StartLink />
    </Message>
  );
}
