import type { LinkDetails } from '../api/types';
import { Message } from '../parts/message';
import { named } from '../parts/named';
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
 * Who asked, and the answers. If another device waits, letting it in comes first: the browser that a link opens in is
 * often thrown away. "This wasn't me" is as easy to see as the others.
 */
export function LinkQuestion({ details, answers, life, now, onApprove }: LinkQuestionProps) {
  const { signing, denying, busy } = answers;
  const { name, typed } = details;
  const app = details.app.name;
  const waysIn = details.app.ways_in;
  const isAlone = details.same_browser || details.asked_in_telegram || !waysIn.includes('approval');
  const isForHere = waysIn.includes('link');
  const signInHere = () => signing.run(typed !== null);
  return (
    <Message
      tone="calm"
      headline={typed ? say('link.register.headline', { app }) : say('link.ask.headline', { app, name })}
      sentence={askedFrom(details, now)}
      values={{ name }}
      aside={<LinkRing life={life} />}
    >
      {typed && <Typed {...typed} />}
      <div class="choices">
        {isAlone && isForHere ? (
          <Choice
            label={say(typed ? 'register.headline' : 'action.sign_in')}
            onPress={signInHere}
            {...{ signing, busy }}
            isFirst
          />
        ) : (
          <>
            <Choice label={approvalOf(details.requested_by)} onPress={onApprove} busy={busy} isFirst />
            {isForHere && (
              <Choice
                label={say(typed ? 'action.register_here' : 'action.sign_in_here')}
                onPress={signInHere}
                {...{ signing, busy }}
              />
            )}
          </>
        )}
        {typed && isForHere && (
          <Choice label={say('action.telegram_name')} onPress={() => signing.run(false)} busy={busy} />
        )}
        <NotMeButton answers={answers} />
      </div>
      <NoticeBox attempt={signing} />
      <NoticeBox attempt={denying} onRetry={() => denying.run()} />
    </Message>
  );
}

type ChoiceProps = Readonly<{
  label: string;
  onPress: () => void;
  busy: boolean;
  /** What is under way once the button was pressed. */
  signing?: LinkAnswers['signing'];
  isFirst?: boolean;
}>;

function Choice({ label, onPress, busy, signing, isFirst }: ChoiceProps) {
  return (
    <button
      type="button"
      class={`button button-${isFirst ? 'primary' : 'outline'}`}
      aria-disabled={busy}
      onClick={() => !busy && onPress()}
    >
      {signing?.busy ? say('link.busy') : label}
    </button>
  );
}

/** New people read what another person may have typed before their account gets it; a headline would be our words. */
function Typed({ name, email, phone }: NonNullable<LinkDetails['typed']>) {
  return (
    <>
      <p class="typed-name">{named(say('link.register', { name }), name)}</p>
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

/** Ends a sign-in that another person began. */
export function NotMeButton({ answers: { denying, busy } }: { answers: LinkAnswers }) {
  return <Choice label={say('action.not_me')} onPress={() => denying.run()} busy={busy} />;
}

function askedFrom(details: LinkDetails, now: number): string {
  const { requested_by: device, requested_at, same_browser: isHere } = details;
  const ago = sayAgo(requested_at, now);
  if (details.asked_in_telegram) return say('link.ask.telegram', { ago });
  if (isHere) return say('link.ask.here', { ago });
  const { browser, system, same_network: isNear } = device;
  const asked =
    browser && system ? say('link.ask.sentence', { browser, system, ago }) : say('link.ask.unknown', { ago });
  return isNear ? `${asked} ${say('link.ask.same_network')}` : asked;
}

const approvalOf = ({ browser, system }: LinkDetails['requested_by']): string =>
  browser && system ? say('action.approve', { browser, system }) : say('action.approve_unknown');
