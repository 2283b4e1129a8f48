import { useEffect, useState } from 'preact/hooks';
import { answerOf, client } from '../api/client';
import type { Answer } from '../api/problem';
import type { Return } from '../api/types';
import { useAttempt } from '../attempt';
import { useBrandOf } from '../brand';
import { interactionTexts } from '../language/interaction.texts';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { StartLink } from '../parts/start-link';
import { currentSession } from '../session/session';
import { useComingBack } from '../session/use-coming-back';
import { useStore } from '../use-store';
import { cameBackFrom, comeBackHere, forgetWayBack } from '../way-back';
import { WaysIn } from '../welcome/ways-in';
import { ofSpoken } from '../words';
import { ContinueAs, SignInCard } from './sign-in.card';

/** A page of an app sends people here to sign in, and to come back to it. */
export function ContinueScreen() {
  const words = ofSpoken(interactionTexts);
  const [asked, setAsked] = useState<Return | null>(null);
  const [isLooking, setLooking] = useState(() => currentSession.get() === null);
  const looking = useAttempt(look, (answer) => answer.ok && setAsked(answer.value));
  useBrandOf(asked?.app);
  const back = useComingBack({ onSession: () => setLooking(false), onNone: () => setLooking(false) });
  useEffect(looking.run, []);
  const isRefused = ['invalid_request', 'not_found'].includes(looking.problem?.code ?? '');
  useEffect(() => {
    if (isRefused) forgetWayBack();
  }, [isRefused]);
  if (isRefused)
    return (
      <Message tone="careful" headline={words.no_return} sentence={words.no_return_about}>
        <StartLink />
      </Message>
    );
  if (asked && !isLooking) return <SignInFor asked={asked} />;
  return (
    <Message tone="calm" headline={words.looking} sentence="">
      <NoticeBox attempt={looking} onRetry={looking.run} />
      <NoticeBox attempt={back} onRetry={back.run} />
    </Message>
  );
}

function SignInFor({ asked: { app, return_to: url } }: { asked: Return }) {
  const words = ofSpoken(interactionTexts);
  const session = useStore(currentSession);
  const [isAnother, setAnother] = useState(false);
  // A person who has just signed in for this app need not confirm again who they are.
  const [isBack] = useState(() => cameBackFrom() && session !== null);
  const isKnown = session !== null && !isAnother;
  const goBack = () => {
    forgetWayBack();
    location.replace(url);
  };
  useEffect(() => {
    if (isBack) goBack();
    else if (!isKnown) comeBackHere();
  }, [isKnown]);
  return (
    <SignInCard app={app}>
      {isKnown ? (
        <ContinueAs user={session.user} onGoOn={goBack} onAnother={() => setAnother(true)} />
      ) : (
        <>
          <p>{words.sign_in_about}</p>
          <WaysIn />
        </>
      )}
      <div class="actions-quiet">
        <button type="button" class="button button-quiet" onClick={goBack}>
          {words.cancel}
        </button>
      </div>
    </SignInCard>
  );
}

/** Only the server decides where a page may lead, never the address. */
function look(): Promise<Answer<Return>> {
  const asked = new URLSearchParams(location.search);
  const query = { app: asked.get('app') ?? '', return_to: asked.get('return_to') ?? '' };
  return answerOf(client.GET('/api/return-to', { params: { query } }));
}
