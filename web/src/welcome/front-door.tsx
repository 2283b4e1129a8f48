import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Headline } from '../parts/headline';
import { Message } from '../parts/message';
import { go, route } from '../route';
import { useComingBack } from '../session/use-coming-back';
import { currentSession, wasSignedIn } from '../session/session';
import { LanguageChoice } from '../settings/language-choice';
import { hasWayBack } from '../way-back';
import { say, type Words } from '../words';

type FrontDoorProps = Readonly<{ headline: Words; sentence: string; children: ComponentChildren }>;

const doors = ['/', '/register', '/sign-in'];

/** The page where people come in; those who are signed in on this browser already pass right through. */
export function FrontDoor({ headline, sentence, children }: FrontDoorProps) {
  const [isAsking, setAsking] = useState(() => wasSignedIn() && !currentSession.get());
  const back = useComingBack({
    onSession: () => doors.includes(route.get().path) && go('/profile', { replace: true }),
    onNone: () => setAsking(false),
  });
  // On a step back from the next page. A person who has to sign in once more stays.
  useEffect(() => {
    if (currentSession.get() && !hasWayBack()) go('/profile', { replace: true });
  }, []);
  if (isAsking && !back.problem) return <Message tone="calm" words="waiting.loading" />;
  return (
    <>
      <section class="card">
        <Headline text={say(headline)} />
        <p class="muted">{sentence}</p>
        {children}
      </section>
      <footer class="foot">
        <LanguageChoice isLegendShown={false} />
      </footer>
    </>
  );
}
