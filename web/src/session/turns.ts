const LOCK = 'telega2go.session';

/** Of all tabs one at a time changes the session's cookie, where the browser can arrange that (not on plain http). */
export async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? await locks.request(LOCK, act) : act();
}
