import { useEffect } from 'preact/hooks';
import type { Session } from './api/types';
import { goOn } from './way-back';

const WELCOME_MS = 1000;

/** Lets the welcome be read for a moment, then goes on: to the profile, or back to where they had to sign in again. */
export function useWelcome(session: Session | null): void {
  useEffect(() => {
    if (!session) return undefined;
    const timer = setTimeout(goOn, WELCOME_MS);
    return () => clearTimeout(timer);
  }, [session]);
}
