import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { memberTexts } from '../language/member.texts';
import { LinkButton } from '../parts/link-button';
import { Message } from '../parts/message';
import { currentSession } from '../session/session';
import { useComingBack } from '../session/use-coming-back';
import { useStore } from '../use-store';
import { learnWords } from '../words';

learnWords(memberTexts);

/** A person who opens a used link and is signed in here goes on here; another person may have used the link. */
export function UsedLink({ otherwise }: { otherwise: ComponentChild }) {
  const isSignedIn = useStore(currentSession) !== null;
  const [isOut, setOut] = useState(false);
  const back = useComingBack({ onSession: () => undefined, onNone: () => setOut(true) });
  if (isSignedIn)
    return (
      <Message tone="done" words="link.used">
        <div class="choices">
          <LinkButton path="/profile" words="action.continue" />
          <LinkButton path="/sessions" words="member.sessions" look="quiet" />
        </div>
      </Message>
    );
  if (isOut || back.problem) return otherwise;
  return <Message tone="calm" words="profile.coming_back" />;
}
