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

/**
 * Who asked, and the answers; "This wasn't me" is as easily seen as the others. Whoever is new reads what another may have
 * typed before their account gets it.
 */
export function LinkQuestion({ details, answers, life, now, onApprove }: LinkQuestionProps) {
  const { signing, denying, busy } = answers;
  const { typed } = details;
  const ago = sayAgo(details.requested_at, now);
  return (
    <Message
      tone="calm"
      headline={say(typed ? 'link.register' : 'link.ask.headline', { name: details.name })}
      sentence={askedFrom(details.requested_by, ago)}
      aside={<LinkRing life={life} />}
    >
      {typed && <Typed {...typed} />}
      <div class="choices">
        <button
          type="button"
          class="button button-primary"
          aria-disabled={busy}
          onClick={() => !busy && signing.run(typed !== null)}
        >
          {say(signing.busy ? 'link.busy' : typed ? 'action.register_here' : 'action.sign_in_here')}
        </button>
        <button type="button" class="button button-outline" aria-disabled={busy} onClick={() => !busy && onApprove()}>
          {say('action.sign_in_waiting')}
        </button>
        {typed && (
          <button
            type="button"
            class="button button-outline"
            aria-disabled={busy}
            onClick={() => !busy && signing.run(false)}
          >
            {say('action.telegram_name')}
          </button>
        )}
        <NotMeButton answers={answers} />
      </div>
      <NoticeBox attempt={signing} />
      <NoticeBox attempt={denying} onRetry={() => denying.run()} />
    </Message>
  );
}

/** What the account would get beside the name. */
function Typed({ email, phone }: NonNullable<LinkDetails['typed']>) {
  return (
    <>
      <dl class="facts">
        {email && (
          <div>
            <dt>{say('field.email')}</dt>
            <dd>{email}</dd>
          </div>
        )}
        {phone && (
          <div>
            <dt>{say('field.phone')}</dt>
            <dd>{phone}</dd>
          </div>
        )}
      </dl>
      <p class="muted">{say('link.typed')}</p>
    </>
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
