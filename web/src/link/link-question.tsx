import type { LinkDetails } from '../api/types';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { say, sayAgo } from '../words';
import { LinkRing, type Life } from './link-ring';
import type { LinkAnswers } from './use-link-answers';

type LinkQuestionProps = Readonly<{
  details: LinkDetails;
  answers: LinkAnswers;
  life: Life;
  now: number;
  onApprove: () => void;
}>;

/** Who asked, and the three answers; "This wasn't me" is as easily seen as the others. */
export function LinkQuestion({ details, answers, life, now, onApprove }: LinkQuestionProps) {
  const { signing, denying, busy } = answers;
  const ago = sayAgo(details.requested_at, now);
  return (
    <Message
      tone="calm"
      words="link.ask"
      values={{ name: details.name }}
      sentence={askedFrom(details.requested_by, ago)}
      aside={<LinkRing life={life} />}
    >
      <div class="choices">
        <button type="button" class="button button-primary" aria-disabled={busy} onClick={() => !busy && signing.run()}>
          {say(signing.busy ? 'link.busy' : 'action.sign_in_here')}
        </button>
        <button type="button" class="button button-outline" aria-disabled={busy} onClick={() => !busy && onApprove()}>
          {say('action.sign_in_waiting')}
        </button>
        <NotMeButton answers={answers} />
      </div>
      <NoticeBox attempt={signing} onRetry={() => signing.run()} />
      <NoticeBox attempt={denying} onRetry={() => denying.run()} />
    </Message>
  );
}

/** Ends the sign-in of somebody else. */
export function NotMeButton({ answers: { denying, busy } }: { answers: LinkAnswers }) {
  return (
    <button type="button" class="button button-outline" aria-disabled={busy} onClick={() => !busy && denying.run()}>
      {say('action.not_me')}
    </button>
  );
}

function askedFrom({ browser, system }: LinkDetails['requested_by'], ago: string): string {
  return browser && system ? say('link.ask.sentence', { browser, system, ago }) : say('link.ask.unknown', { ago });
}
