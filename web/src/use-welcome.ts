import { useEffect } from 'preact/hooks';
import type { Session } from './api/types';
import { goOn } from './way-back';

const WELCOME_MS = 1000;

/** Shows the welcome for a moment, then goes on: to the profile, or to the page that required a new sign-in. */
export function useWelcome(session: Session | null): void {
  useEffect(() => {
    if (!session) return undefined;
    const timer = setTimeout(goOn, WELCOME_MS);
    return () => clearTimeout(timer);
  }, [session]);
}
