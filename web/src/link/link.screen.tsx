import { useEffect, useState } from 'preact/hooks';
import { announce } from '../announcer';
import { api } from '../api/client';
import { isFinal, type Problem } from '../api/problem';
import type { LinkDetails, Session } from '../api/types';
import { useAttempt } from '../attempt';
import { secondsLeft } from '../countdown';
import { noticeOf } from '../notice';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { Ring } from '../parts/ring';
import { go } from '../route';
import { currentSession } from '../session';
import { settings } from '../settings';
import { useStore } from '../use-store';
import { useNow } from '../use-now';
import { useWelcome } from '../use-welcome';
import { takesCode } from '../waiting/waiting';
import { say, sayAgo, saySeconds } from '../words';
import { linkToken } from './link-token';

/** The page behind the button and the QR code: it shows who asked, and only a press signs in. */
export function LinkScreen() {
  const token = useStore(linkToken);
  if (!token) return <Message tone="careful" words="link.missing" />;
  return <OpenedLink key={token} token={token} />;
}

function OpenedLink({ token }: { token: string }) {
  const [details, setDetails] = useState<LinkDetails | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const opening = useAttempt(api.linkDetails, (answer) => answer.ok && setDetails(answer.value));
  const signing = useAttempt(api.verifyLink, (answer) => {
    if (!answer.ok) return;
    currentSession.set(answer.value);
    setSession(answer.value);
  });
  useEffect(() => opening.run(token), [token]);
  useWelcome(session);
  const refusal = [opening.problem, signing.problem].find((problem) => problem && isFinal(problem));
  if (session) return <Message tone="done" words="waiting.verified" values={{ name: session.user.name }} />;
  if (refusal) return <Refusal problem={refusal} />;
  if (details) return <Question details={details} signing={signing} onSignIn={() => signing.run(token)} />;
  return (
    <Message tone="calm" words="link.loading">
      <NoticeBox attempt={opening} onRetry={() => opening.run(token)} />
    </Message>
  );
}

type QuestionProps = Readonly<{
  details: LinkDetails;
  signing: Parameters<typeof NoticeBox<string>>[0]['attempt'];
  onSignIn: () => void;
}>;

function Question({ details, signing, onSignIn }: QuestionProps) {
  const { otp_ttl_seconds } = useStore(settings);
  const now = useNow(true);
  const left = details.expires_at === null ? otp_ttl_seconds : secondsLeft(Date.parse(details.expires_at), now);
  if (details.status === 'verified') return <Refusal problem={refusalOf('already_used')} />;
  if (left === 0 || !takesCode(details.status)) return <Refusal problem={refusalOf('link_invalid')} />;
  const ago = sayAgo(details.requested_at, now);
  return (
    <Message
      tone="calm"
      words="link.ask"
      values={{ name: details.name }}
      sentence={askedFrom(details.requested_by, ago)}
      aside={<Ring left={left} total={otp_ttl_seconds} label={say('code.left', { seconds: saySeconds(left) })} />}
    >
      <button type="button" class="button button-primary" aria-disabled={signing.busy} onClick={onSignIn}>
        {say(signing.busy ? 'link.busy' : 'action.sign_in_here')}
      </button>
      <p>{say('link.ask.not_me')}</p>
      <NoticeBox attempt={signing} onRetry={onSignIn} />
    </Message>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const { headline, sentence, tone } = noticeOf(problem, null, settings.get().otp_ttl_seconds);
  useEffect(() => announce(`${headline}. ${sentence}`), [headline]);
  return (
    <Message tone={tone} headline={headline} sentence={sentence}>
      <button type="button" class="button button-primary" onClick={() => go('/')}>
        {say('action.start_again')}
      </button>
    </Message>
  );
}

function askedFrom({ browser, system }: LinkDetails['requested_by'], ago: string): string {
  return browser && system ? say('link.ask.sentence', { browser, system, ago }) : say('link.ask.unknown', { ago });
}

const refusalOf = (code: string): Problem => ({ code, status: 410, errors: [] });
