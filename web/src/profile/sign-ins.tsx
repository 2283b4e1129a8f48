import { useEffect, useState } from 'preact/hooks';
import { confirm } from '../announcer';
import type { SignIn } from '../api/types';
import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { Headline } from '../parts/headline';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say, sayAgo, sayDay } from '../words';
import { useRowFocus } from './use-row-focus';

/** Where the person is signed in, with a way to end that. */
export function SignIns() {
  const [signIns, setSignIns] = useState<readonly SignIn[] | null>(null);
  const list = useRowFocus();
  const asking = useAttempt(member.sessions, (answer) => {
    if (!answer.ok) return;
    setSignIns(answer.value.toSorted((a, b) => Number(b.current) - Number(a.current)));
    list.find();
  });
  const ended = (isEnded: boolean) => {
    if (isEnded) confirm(say('sessions.ended'));
    asking.run();
  };
  const ending = useAttempt(member.endSession, (answer) => ended(answer.ok));
  const endingOthers = useAttempt(member.endOthers, (answer) => ended(answer.ok));
  useEffect(() => asking.run(), []);
  return (
    <section class="card">
      <Headline text={say('sessions.headline')} />
      <p class="muted">{say('sessions.sentence')}</p>
      {signIns === null && asking.busy && <p class="muted">{say('sessions.loading')}</p>}
      {signIns && (
        <ul class="sign-ins" ref={list.ref}>
          {signIns.map((signIn) => (
            <SignInRow key={signIn.id} signIn={signIn} onEnd={() => ending.run(signIn.id)} />
          ))}
        </ul>
      )}
      {signIns && signIns.length > 1 && (
        <button type="button" class="button button-outline" onClick={() => endingOthers.run()}>
          {say('sessions.end_others')}
        </button>
      )}
      <NoticeBox attempt={asking} onRetry={() => asking.run()} />
      <NoticeBox attempt={ending} except={['not_found']} />
      <NoticeBox attempt={endingOthers} />
    </section>
  );
}

function SignInRow({ signIn, onEnd }: { signIn: SignIn; onEnd: () => void }) {
  const { address, created_at, used_at, current } = signIn;
  const device = deviceOf(signIn);
  return (
    <li class="sign-in">
      <div>
        <p class="sign-in-device">
          {device} {current && <span class="muted">({say('sessions.current')})</span>}
        </p>
        <p class="muted">{say('sessions.place', { address })}</p>
        <p class="muted">{say('sessions.since', { time: sayDay(created_at) })}</p>
        <p class="muted">{say('sessions.used', { ago: sayAgo(used_at, serverClock.now()) })}</p>
      </div>
      {!current && (
        <button
          type="button"
          class="button button-quiet"
          aria-label={say('sessions.end.about', { device, address })}
          onClick={onEnd}
        >
          {say('sessions.end')}
        </button>
      )}
    </li>
  );
}

export const deviceOf = ({ browser, system }: Pick<SignIn, 'browser' | 'system'>): string =>
  browser && system ? say('sessions.device', { browser, system }) : browser || system || say('sessions.device.unknown');
