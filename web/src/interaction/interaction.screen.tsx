import { useEffect, useRef, useState } from 'preact/hooks';
import type { Interaction } from '../api/types';
import { useAttempt } from '../attempt';
import { useBrandOf } from '../brand';
import { interactionTexts } from '../language/interaction.texts';
import { Headline } from '../parts/headline';
import { Message } from '../parts/message';
import { named } from '../parts/named';
import { NoticeBox } from '../parts/notice-box';
import { route } from '../route';
import { currentSession } from '../session/session';
import { useComingBack } from '../session/use-coming-back';
import { useStore } from '../use-store';
import { comeBackHere, cameBackFrom, forgetWayBack } from '../way-back';
import { WaysIn } from '../welcome/ways-in';
import { ofSpoken } from '../words';
import { ContinueScreen } from './continue.screen';
import { interaction } from './interaction';
import { ContinueAs, SignInCard } from './sign-in.card';

/** An app, or a page of one, sends people here to sign in. */
export function InteractionScreen() {
  return useStore(route).path === '/continue' ? <ContinueScreen /> : <AskedScreen />;
}

/** An app's request by OpenID: that a person signs in, or allows it something. */
function AskedScreen() {
  const [, , uid = '', end] = useStore(route).path.split('/');
  const words = ofSpoken(interactionTexts);
  const [asked, setAsked] = useState<Interaction | null>(null);
  const [isLooking, setLooking] = useState(() => currentSession.get() === null);
  const looking = useAttempt(
    () => interaction.show(uid),
    (answer) => answer.ok && setAsked(answer.value),
  );
  useBrandOf(asked?.app);
  const back = useComingBack({ onSession: () => setLooking(false), onNone: () => setLooking(false) });
  useEffect(() => {
    looking.run();
    // The browser may show this page again as it was left, after the interaction has ended.
    const look = ({ persisted }: PageTransitionEvent) => persisted && looking.run();
    addEventListener('pageshow', look);
    return () => removeEventListener('pageshow', look);
  }, []);
  // An id that is none has the same remedy.
  const isOver = ['not_found', 'invalid_request'].includes(looking.problem?.code ?? '');
  useEffect(() => {
    if (isOver) forgetWayBack();
  }, [isOver]);
  if (isOver) return <Message tone="calm" headline={words.over} sentence={words.over_about} />;
  if (!asked || isLooking)
    return (
      <Message tone="calm" headline={words.looking} sentence="">
        <NoticeBox attempt={looking} onRetry={looking.run} />
        <NoticeBox attempt={back} onRetry={back.run} />
      </Message>
    );
  const props = { asked, onOver: looking.run };
  if (end === 'cancelled') return <Cancelled {...props} />;
  return asked.prompt === 'login' ? <SignInTo {...props} /> : <Allow {...props} />;
}

type Props = Readonly<{ asked: Interaction; onOver: () => void }>;

function SignInTo({ asked, onOver }: Props) {
  const words = ofSpoken(interactionTexts);
  const session = useStore(currentSession);
  const [isAnother, setAnother] = useState(false);
  const answer = useAnswer(asked, interaction.goOn, onOver);
  const { name } = asked.app;
  // A person who has just signed in for this app need not confirm again who they are.
  const [isBack] = useState(() => cameBackFrom() && session !== null);
  useEffect(() => {
    if (isBack) answer.run();
  }, []);
  // A session may be too old for the app, or come from a way in that is closed to it.
  const isRefused = answer.problem?.code === 'fresh_sign_in_required';
  const isKnown = session !== null && !isAnother && !isRefused && (!asked.must_sign_in || isBack);
  useEffect(() => {
    if (!isKnown) comeBackHere();
  }, [isKnown]);
  const sentence = asked.must_sign_in || isRefused ? words.anew : words.sign_in_about;
  return (
    <SignInCard app={asked.app}>
      {isKnown ? (
        <ContinueAs user={session.user} busy={answer.busy} onGoOn={answer.run} onAnother={() => setAnother(true)} />
      ) : (
        <>
          <p>{named(sentence.replace('{app}', name), name)}</p>
          <WaysIn />
        </>
      )}
      <NoticeBox attempt={answer} except={['not_found', 'fresh_sign_in_required']} onRetry={answer.run} />
      <Cancel asked={asked} onOver={onOver} />
    </SignInCard>
  );
}

function Allow({ asked, onOver }: Props) {
  const words = ofSpoken(interactionTexts);
  const answer = useAnswer(asked, interaction.consent, onOver);
  const { name } = asked.app;
  const scopes = asked.scopes.filter((scope): scope is Scope => scope in words && scope !== 'openid');
  return (
    <section class="card">
      <Headline text={words.allow.replace('{app}', name)} name={name} />
      <p class="muted">{asked.app.domain ?? ''}</p>
      <p>{named(words.allow_about.replace('{app}', name), name)}</p>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>{words[scope]}</li>
        ))}
      </ul>
      <button type="button" class="button button-primary" aria-disabled={answer.busy} onClick={() => answer.run()}>
        {words.allow_button}
      </button>
      <NoticeBox attempt={answer} except={['not_found']} onRetry={answer.run} />
      <Cancel asked={asked} onOver={onOver} />
    </section>
  );
}

type Scope = 'profile' | 'email' | 'phone' | 'telegram' | 'offline_access';

function Cancel({ asked, onOver }: Props) {
  const words = ofSpoken(interactionTexts);
  const answer = useAnswer(asked, interaction.abort, onOver);
  return (
    <div class="actions-quiet">
      <button type="button" class="button button-quiet" aria-disabled={answer.busy} onClick={() => answer.run()}>
        {words.cancel}
      </button>
      <NoticeBox attempt={answer} except={['not_found']} onRetry={answer.run} />
    </div>
  );
}

/** The sign-in was cancelled in the waiting room, or refused in Telegram. */
function Cancelled({ asked, onOver }: Props) {
  const answer = useAnswer(asked, interaction.abort, onOver);
  useEffect(answer.run, []);
  return (
    <Message tone="calm" headline={ofSpoken(interactionTexts).looking} sentence="">
      <NoticeBox attempt={answer} except={['not_found']} onRetry={answer.run} />
    </Message>
  );
}

/** Answers the provider, and goes where it says: back to the app, or on to the next question. */
function useAnswer({ uid }: Interaction, tell: typeof interaction.goOn, onOver: () => void) {
  const isGone = useRef(false);
  return useAttempt(
    () => tell(uid),
    (answer) => {
      if (!answer.ok && answer.problem.code === 'not_found') onOver();
      if (!answer.ok || isGone.current) return;
      isGone.current = true;
      forgetWayBack();
      location.replace(answer.value.redirect_to);
    },
  );
}
