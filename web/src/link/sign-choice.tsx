import type { LinkDetails } from '../api/types';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { Sign } from '../parts/sign';
import { say } from '../words';
import { NotMeButton } from './link-question';
import { LinkRing, type Life } from './link-ring';
import type { LinkAnswers } from './use-link-answers';

type SignChoiceProps = Readonly<{ details: LinkDetails; answers: LinkAnswers; life: Life; onBack: () => void }>;

/** Six symbols, of which the waiting device shows one. A person who was only sent the link cannot know which. */
export function SignChoice({ details, answers, life, onBack }: SignChoiceProps) {
  const { approving, denying, busy } = answers;
  return (
    <Message tone="calm" words="link.choose" aside={<LinkRing life={life} />}>
      <div class="signs" role="group" aria-label={say('link.choose.signs')}>
        {details.signs.map((sign) => (
          <button
            key={sign}
            type="button"
            class="button button-outline"
            aria-disabled={busy}
            // The second click of a double-click was meant for the button that stood here before.
            onClick={({ detail }) => !busy && detail < 2 && approving.run(sign)}
          >
            <Sign name={sign} />
          </button>
        ))}
      </div>
      <div class="choices">
        <NotMeButton answers={answers} />
        <button type="button" class="button button-quiet" onClick={onBack}>
          {say('action.back')}
        </button>
      </div>
      <NoticeBox attempt={approving} except={['otp_invalid']} />
      <NoticeBox attempt={denying} onRetry={() => denying.run()} />
    </Message>
  );
}
