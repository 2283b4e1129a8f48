const LOCK = 'telega2go.session';

/** One tab at a time gets a cookie, for a session or a new sign-in, if the browser can do that (not on plain http). */
export async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? await locks.request(LOCK, act) : act();
}
