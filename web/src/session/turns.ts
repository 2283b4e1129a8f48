const LOCK = 'telega2go.session';

/** Of all tabs one at a time is given a cookie, the session's or that of a sign-in that begins, where the browser can arrange that (not on plain http). */
export async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? await locks.request(LOCK, act) : act();
}
