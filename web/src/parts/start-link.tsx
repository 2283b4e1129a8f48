import { currentSession } from '../session/session';
import { useStore } from '../use-store';
import { LinkButton } from './link-button';

/** Leads to the front page; people who are signed in, to their account. */
export function StartLink({ look }: { look?: 'quiet' }) {
  const isSignedIn = useStore(currentSession) !== null;
  return isSignedIn ? (
    <LinkButton path="/profile" words="action.to_account" look={look} />
  ) : (
    <LinkButton path="/" words="action.to_start" look={look} />
  );
}
