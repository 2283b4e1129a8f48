import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Headline } from '../parts/headline';
import { Message } from '../parts/message';
import { Ways } from '../parts/ways';
import { go, route } from '../route';
import { useComingBack } from '../session/use-coming-back';
import { currentSession, wasSignedIn } from '../session/session';
import { LanguageChoice } from '../settings/language-choice';
import { say, type Words } from '../words';

type FrontDoorProps = Readonly<{ headline: Words; sentence: string; children: ComponentChildren }>;

const ways = [
  { path: '/', words: 'welcome.register' },
  { path: '/sign-in', words: 'welcome.sign_in' },
] as const;

/** Who comes for the first time, and who comes back; whoever this browser knows already walks through. */
export function FrontDoor({ headline, sentence, children }: FrontDoorProps) {
  const [isAsking, setAsking] = useState(() => wasSignedIn() && !currentSession.get());
  const back = useComingBack({
    onSession: () => isFrontDoor(route.get().path) && go('/profile', { replace: true }),
    onNone: () => setAsking(false),
  });
  if (isAsking && !back.problem) return <Message tone="calm" words="profile.coming_back" />;
  return (
    <>
      <section class="card">
        <Ways label="welcome.ways" ways={ways} replace />
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

const isFrontDoor = (path: string): boolean => ways.some((way) => way.path === path);
