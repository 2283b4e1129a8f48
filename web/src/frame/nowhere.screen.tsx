import { Message } from '../parts/message';
import { go } from '../route';
import { say } from '../words';

/** An address without a page. */
export function NowhereScreen() {
  return (
    <Message tone="calm" words="nowhere">
      <button type="button" class="button button-primary" onClick={() => go('/')}>
        {say('action.to_start')}
      </button>
    </Message>
  );
}
