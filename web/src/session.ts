import type { Session } from './api/types';
import { Store } from './store';

/** Who is signed in here. Lives in memory alone: no token is ever written to this device. */
export const currentSession = new Store<Session | null>(null);
