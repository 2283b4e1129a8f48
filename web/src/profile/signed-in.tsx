import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { LinkButton } from '../parts/link-button';
import { Message } from '../parts/message';
import { NoticeBox } from '../parts/notice-box';
import { Ways } from '../parts/ways';
import { currentSession } from '../session/session';
import { useComingBack } from '../session/use-coming-back';
import { useStore } from '../use-store';
import { memberTexts } from '../language/member.texts';
import { learnWords } from '../words';
import type { Person } from './facts';

learnWords(memberTexts);

const pages = [
  { path: '/profile', words: 'member.profile' },
  { path: '/sessions', words: 'member.sessions' },
] as const;

/** A page for people who are signed in; others are told how to sign in. */
export function SignedIn({ children }: { children: (user: Person) => ComponentChild }) {
  const session = useStore(currentSession);
  if (!session) return <NotSignedIn />;
  return (
    <>
      <Ways label="member.pages" ways={pages} />
      {children(session.user)}
    </>
  );
}

/** This page has no session, but this browser may well have one. */
function NotSignedIn() {
  const [isOut, setOut] = useState(false);
  const back = useComingBack({ onSession: () => undefined, onNone: () => setOut(true) });
  if (isOut) {
    return (
      <Message tone="calm" words="profile.none">
        <LinkButton path="/" words="action.sign_in" />
      </Message>
    );
  }
  return (
    <Message tone="calm" words="profile.coming_back">
      <NoticeBox attempt={back} onRetry={() => back.run()} />
    </Message>
  );
}
