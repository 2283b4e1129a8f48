import { useEffect } from 'preact/hooks';
import type { Session } from './api/types';
import { go } from './route';

const WELCOME_MS = 1000;

/** Lets the welcome be read for a moment, then goes on to the profile. */
export function useWelcome(session: Session | null): void {
  useEffect(() => {
    if (!session) return undefined;
    const timer = setTimeout(() => go('/profile', { replace: true }), WELCOME_MS);
    return () => clearTimeout(timer);
  }, [session]);
}
