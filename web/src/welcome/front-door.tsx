import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Headline } from '../parts/headline';
import { Message } from '../parts/message';
import { go, route } from '../route';
import { useComingBack } from '../session/use-coming-back';
import { currentSession, wasSignedIn } from '../session/session';
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
    <section class="card">
      <nav class="ways" aria-label={say('welcome.ways')}>
        {ways.map(({ path, words }) => (
          <WayIn key={path} path={path} words={words} />
        ))}
      </nav>
      <Headline text={say(headline)} />
      <p class="muted">{sentence}</p>
      {children}
    </section>
  );
}

function WayIn({ path, words }: Readonly<{ path: string; words: Words }>) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(path, { replace: true });
  };
  return (
    <a href={path} aria-current={route.get().path === path ? 'page' : undefined} onClick={follow}>
      {say(words)}
    </a>
  );
}

const isFrontDoor = (path: string): boolean => ways.some((way) => way.path === path);
