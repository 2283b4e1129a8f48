import { useEffect, useState } from 'preact/hooks';
import { announce, announceBoth } from '../announcer';
import { useBrandOf } from '../brand';
import { serverClock } from '../clock';
import { minutesAndSeconds, spokenMoment } from '../countdown';
import { Headline } from '../parts/headline';
import { Icon, type IconName } from '../parts/icons';
import { named } from '../parts/named';
import { NoticeBox } from '../parts/notice-box';
import { Sign } from '../parts/sign';
import type { SignName } from '../api/types';
import { forgetPending, keepPending, readPending, type Pending } from '../pending';
import { deviceShelf, tabShelf } from '../shelf';
import { go } from '../route';
import { learnSettings, settings } from '../settings/app.settings';
import { useStore } from '../use-store';
import { useNow } from '../use-now';
import { useWelcome } from '../use-welcome';
import { pageOfApp, sentBy } from '../way-back';
import { readDraft } from '../welcome/draft';
import { say, saySeconds } from '../words';
import { Actions } from './actions';
import { CodeEntry } from './code-entry';
import { Emblem } from './emblem';
import { StartLink } from './start-link';
import { Steps } from './steps';
import { botNameOf, telegramLinkOf } from './telegram-link';
import { useWaiting, type WaitingRoom } from './use-waiting';
import { lifeOf } from './waiting';
import { viewOf, type Tone, type View } from './waiting.view';

const icons: Readonly<Record<Tone, IconName>> = { calm: 'plane', done: 'done', wrong: 'wrong', careful: 'careful' };

/** Problems that the code field or the headline shows already. */
const toldByTheRoom = [
  'account_disabled',
  'otp_invalid',
  'verification_expired',
  'verification_not_found',
  'already_used',
];

/** Where a person waits for Telegram; without anything to wait for, the front door. */
export function WaitingScreen() {
  const [pending] = useState(() => readPending(deviceShelf, serverClock.now()));
  useEffect(() => {
    if (!pending) go('/', { replace: true });
  }, [pending]);
  return pending && <Room pending={pending} />;
}

function Room(props: { pending: Pending }) {
  const [pending, setPending] = useState(props.pending);
  const [code, setCode] = useState('');
  const [typed] = useState(() => typedIn(pending));
  const room = useWaiting(pending.id, (renewed) => {
    setPending(keepPending(deviceShelf, renewed, { ...pending, savedAt: serverClock.now() }));
    setCode('');
  });
  const setup = useStore(settings);
  useEffect(() => void learnSettings(), []);
  const { waiting } = room;
  useBrandOf(waiting.verification?.app);
  const now = useNow(!waiting.session && !waiting.gone);
  const view = viewOf(waiting, {
    now,
    bot: botNameOf(pending, setup),
    codeSeconds: setup.otp_ttl_seconds,
    keepsCookies: navigator.cookieEnabled,
    typed,
  });
  const life = waiting.verification?.status === 'sent' && !waiting.shut ? lifeOf(waiting.verification, now) : null;
  useSpoken(view, life && life.left);
  useWelcome(waiting.session);
  const href = telegramLinkOf(pending, setup, waiting.verification?.status !== 'sent');
  const startAgain = () => {
    forgetPending(deviceShelf, pending.id);
    go(pageOfApp() ?? (pending.isLogin ? '/' : '/register'));
  };
  const isCancelled = waiting.verification?.status === 'cancelled';
  useEffect(() => {
    const { interaction } = sentBy();
    // The app that asked for the sign-in is told that it was cancelled.
    if (isCancelled && interaction) go(`/interaction/${interaction}/cancelled`, { replace: true });
  }, [isCancelled]);
  return (
    <section class={`card waiting waiting-${view.middle} tone-${view.tone}`}>
      <Head view={view} left={life && minutesAndSeconds(life.left)} />
      {view.middle === 'code' && (
        <CodeEntry room={room} code={code} onCode={setCode} life={life} length={setup.otp_length} />
      )}
      {view.middle === 'none' && view.emblem && <Emblem icon={view.emblem} />}
      <Actions {...{ view, room, href, now }} onStartAgain={startAgain}>
        {view.middle === 'start' && href && <StartLink href={href} />}
        <MatchSign sign={waiting.verification?.match ?? null} />
      </Actions>
      <Steps progress={view.progress} />
      <Asides room={room} code={code} />
    </section>
  );
}

/** The draft that this tab registers with, if it does. */
function typedIn({ isLogin }: Pending) {
  const draft = readDraft(tabShelf);
  return isLogin || draft.name === '' ? undefined : draft;
}

/** Notices about events that the state does not show. */
function Asides({ room, code }: { room: WaitingRoom; code: string }) {
  const isLocked = room.waiting.verification?.status === 'locked';
  return (
    <>
      <p class="muted waiting-connection">{room.waiting.connection === 'polling' ? say('waiting.polling') : ''}</p>
      <NoticeBox
        attempt={room.code}
        except={isLocked ? [...toldByTheRoom, 'too_many_attempts'] : toldByTheRoom}
        onRetry={() => room.code.run(code)}
      />
      <NoticeBox attempt={room.resend} onRetry={() => room.resend.run()} />
      <NoticeBox attempt={room.cancel} onRetry={() => room.cancel.run()} />
      <NoticeBox
        attempt={room.collect}
        except={['already_used', 'account_disabled']}
        onRetry={() => room.collect.run()}
      />
    </>
  );
}

/** Proves to the person who opened the link elsewhere that this is the device that waits. */
function MatchSign({ sign }: { sign: SignName | null }) {
  return (
    sign && (
      <p class="match">
        <span class="muted">{say('waiting.match')}</span> <Sign name={sign} />
      </p>
    )
  );
}

function Head({ view, left }: { view: View; left: string | null }) {
  return (
    <header class="waiting-head">
      <div class="title">
        <Icon name={icons[view.tone]} />
        <Headline text={view.headline} left={left ?? undefined} />
      </div>
      <p>{named(view.sentence, view.name)}</p>
    </header>
  );
}

/** Announces each change once, and only three moments of the countdown. */
function useSpoken(view: View, left: number | null): void {
  const [spoken] = useState({ left: Infinity });
  useEffect(() => announceBoth(view.headline, view.sentence), [view.headline]);
  useEffect(() => {
    const moment = left === null ? undefined : spokenMoment(spoken.left, left);
    spoken.left = left ?? Infinity;
    if (moment !== undefined && moment > 0) announce(say('code.left', { seconds: saySeconds(moment) }));
  }, [left]);
}
