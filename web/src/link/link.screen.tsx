import { useEffect, useState } from 'preact/hooks';
import { announceBoth } from '../announcer';
import { api } from '../api/client';
import { useBrandOf } from '../brand';
import { isFinal, type Problem } from '../api/problem';
import type { LinkDetails } from '../api/types';
import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { secondsLeft } from '../countdown';
import { noticeOf } from '../notice';
import { later } from '../parts/later';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { StartLink } from '../parts/start-link';
import { readPending } from '../pending';
import { go } from '../route';
import { settings } from '../settings/app.settings';
import { deviceShelf } from '../shelf';
import { useStore } from '../use-store';
import { useNow } from '../use-now';
import { useWelcome } from '../use-welcome';
import { takesCode } from '../waiting/waiting';
import { say } from '../words';
import { LinkQuestion } from './link-question';
import { linkToken } from './link-token';
import { SignChoice } from './sign-choice';
import { useLinkAnswers, type LinkAnswers } from './use-link-answers';

const UsedLink = later(async () => (await import('../profile/used-link')).UsedLink);

/** The page behind the button and the QR code: it shows who asked, and does nothing without a press. */
export function LinkScreen() {
  const token = useStore(linkToken);
  if (!token)
    return (
      <Message tone="careful" words="link.missing">
        <StartLink />
      </Message>
    );
  return <OpenedLink key={token} token={token} />;
}

function OpenedLink({ token }: { token: string }) {
  const [details, setDetails] = useState<LinkDetails | null>(null);
  const opening = useAttempt(
    () => api.linkDetails(token, readPending(deviceShelf, serverClock.now())?.id),
    (answer) => answer.ok && setDetails(answer.value),
  );
  const answers = useLinkAnswers(token);
  useBrandOf(details?.app);
  const { outcome } = answers;
  useEffect(() => opening.run(), [token]);
  useWelcome(outcome?.kind === 'in' ? outcome.session : null);
  if (outcome?.kind === 'in') {
    return <Message tone="done" words="waiting.verified" values={{ name: outcome.session.user.name }} />;
  }
  if (outcome) return <Outcome kind={outcome.kind} />;
  const problems = [opening, answers.signing, answers.approving, answers.denying].map(({ problem }) => problem);
  const refusal = problems.find((problem) => problem && isFinal(problem));
  if (refusal) return <Refusal problem={refusal} />;
  if (details) return <Living details={details} answers={answers} />;
  return (
    <Message tone="calm" words="link.loading">
      <NoticeBox attempt={opening} onRetry={() => opening.run()} />
    </Message>
  );
}

/** The link can be answered while it lives; it may expire while it is being read. */
function Living({ details, answers }: { details: LinkDetails; answers: LinkAnswers }) {
  const { otp_ttl_seconds: total } = useStore(settings);
  const [isChoosing, setChoosing] = useState(false);
  const now = useNow(true);
  const left = details.expires_at === null ? total : secondsLeft(Date.parse(details.expires_at), now);
  if (details.status === 'verified') return <Refusal problem={refusalOf('already_used')} />;
  if (left === 0 || !takesCode(details.status)) return <Refusal problem={refusalOf('link_invalid')} />;
  const life = { left, total };
  if (isChoosing) return <SignChoice {...{ details, answers, life }} onBack={() => setChoosing(false)} />;
  return <LinkQuestion {...{ details, answers, life, now }} onApprove={() => setChoosing(true)} />;
}

const outcomes = {
  approved: { tone: 'done', words: 'link.approved' },
  denied: { tone: 'done', words: 'link.denied' },
  mismatch: { tone: 'wrong', words: 'link.mismatch' },
} as const;

function Outcome({ kind }: { kind: keyof typeof outcomes }) {
  return (
    <Message {...outcomes[kind]}>
      <StartLink look="quiet" />
    </Message>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const dead = <DeadLink problem={problem} />;
  return problem.code === 'already_used' ? <UsedLink otherwise={dead} /> : dead;
}

function DeadLink({ problem }: { problem: Problem }) {
  const { headline, sentence, tone, next } = noticeOf(problem, null, settings.get().otp_ttl_seconds);
  const signsIn = next === 'sign_in';
  useEffect(() => announceBoth(headline, sentence), [headline]);
  return (
    <Message tone={tone} headline={headline} sentence={sentence}>
      <button type="button" class="button button-primary" onClick={() => go(signsIn ? '/sign-in' : '/')}>
        {say(signsIn ? 'action.sign_in' : 'action.start_again')}
      </button>
    </Message>
  );
}

const refusalOf = (code: string): Problem => ({ code, status: 410, errors: [] });
