import { useEffect, useRef, useState } from 'preact/hooks';
import { announce, confirm } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { focusOn } from '../focus';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { CodeField } from '../waiting/code.field';
import { say, sayTriesLeft } from '../words';

const DIGITS = 6;

type ProveEmailProps = Readonly<{ user: User; onProven: (user: User) => void }>;

/** With a code that is sent there, the person proves that the e-mail is theirs; empty if that cannot be done, or is. */
export function ProveEmail({ user, onProven }: ProveEmailProps) {
  const [isSent, setSent] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const { email } = user;
  const sending = useAttempt(member.sendEmailCode, (answer) => {
    if (!answer.ok) return;
    setSent(true);
    announce(say('email.sent', { email: answer.value.email }));
    focusOn(() => place.current?.querySelector('input'));
  });
  useEffect(() => setSent(false), [email]);
  if (!user.email_provable || email === null) return null;
  return (
    <div class="ways-in" ref={place}>
      {isSent && <EmailCode email={email} onProven={onProven} />}
      <button
        type="button"
        class={isSent ? 'button button-quiet' : 'button button-outline'}
        aria-disabled={sending.busy || sending.pause !== null}
        onClick={() => sending.run()}
      >
        {say(isSent ? 'email.send_again' : 'email.prove')}
      </button>
      <NoticeBox attempt={sending} onRetry={() => sending.run()} />
    </div>
  );
}

function EmailCode({ email, onProven }: Readonly<{ email: string; onProven: (user: User) => void }>) {
  const [code, setCode] = useState('');
  const proving = useAttempt(member.proveEmail, (answer) => {
    if (!answer.ok) return;
    confirm(say('email.proven'));
    onProven(answer.value);
  });
  const fault = faultOf(proving.problem);
  useEffect(() => {
    if (fault) announce(fault);
  }, [proving.problem]);
  return (
    <div class="code-entry">
      <div class="code-head">
        <label for="code">{say('email.sent', { email })}</label>
      </div>
      <CodeField
        code={code}
        length={DIGITS}
        checking={proving.busy}
        fault={fault}
        onCode={(typed) => {
          setCode(typed);
          proving.clear();
        }}
        onFull={proving.run}
      />
      <p id="code-below" class={fault ? 'code-below code-below-wrong' : 'code-below'}>
        {fault ?? say(proving.busy ? 'code.checking' : 'email.hint')}
      </p>
      <NoticeBox attempt={proving} except={['otp_invalid', 'too_many_attempts', 'verification_expired']} />
    </div>
  );
}

function faultOf(problem: ReturnType<typeof useAttempt>['problem']): string | null {
  if (problem?.code === 'otp_invalid') return sayTriesLeft(problem.attemptsLeft);
  return problem?.code === 'too_many_attempts' || problem?.code === 'verification_expired' ? say('email.over') : null;
}
