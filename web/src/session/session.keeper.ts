import type { Answer, Problem } from '../api/problem';
import type { Session } from '../api/types';
import { Store } from '../store';

/** What the keeper depends on (injected, so that tests need no browser). */
export type KeeperOptions = Readonly<{
  refresh: () => Promise<Answer<Session>>;
  inTurn: <T>(act: () => Promise<T>) => Promise<T>;
  /** The server's time in milliseconds. */
  now: () => number;
  onChange: (session: Session | null) => void;
}>;

/** A token this close to its end may have expired when it arrives. */
const SPARE_MS = 15_000;

const over: Problem = { code: 'unauthorized', status: 401, errors: [] };

/**
 * Holds the session of this page. The access token is in memory alone; what outlives the page is a cookie that no
 * script can read, and that is only good for another access token.
 */
export class SessionKeeper {
  /** The session that is signed in here. */
  readonly current = new Store<Session | null>(null);
  private goodUntil = 0;
  private underWay: Promise<Answer<Session>> | null = null;

  constructor(private readonly options: KeeperOptions) {}

  /** Makes a call that may sign in. */
  signIn(ask: () => Promise<Answer<Session>>): Promise<Answer<Session>> {
    return this.options.inTurn(async () => this.taken(await ask()));
  }

  /** Comes back to the cookie's session; concurrent callers get the same answer. */
  renew(): Promise<Answer<Session>> {
    this.underWay ??= this.options.inTurn(() => this.refreshed()).finally(() => (this.underWay = null));
    return this.underWay;
  }

  /** Asks with a valid access token; if it is refused, it is renewed, and the question is asked once more. */
  async ask<T>(question: (accessToken: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const held = this.current.get();
    if (held && this.options.now() < this.goodUntil - SPARE_MS) {
      const answer = await question(held.access_token);
      if (answer.ok || answer.problem.code !== 'unauthorized') return answer;
    }
    const renewed = await this.renew();
    if (!renewed.ok) return renewed;
    // Another tab may have signed in another person: what was asked here is not meant for that account.
    if (held && held.user.id !== renewed.value.user.id) return { ok: false, problem: over };
    return question(renewed.value.access_token);
  }

  /** The session of this page is over. */
  drop(): void {
    this.goodUntil = 0;
    this.current.set(null);
    this.options.onChange(null);
  }

  private async refreshed(): Promise<Answer<Session>> {
    const answer = this.taken(await this.options.refresh());
    if (!answer.ok && isRefusal(answer.problem)) this.drop();
    return answer;
  }

  private taken(answer: Answer<Session>): Answer<Session> {
    if (!answer.ok) return answer;
    this.goodUntil = this.options.now() + answer.value.expires_in * 1000;
    this.current.set(answer.value);
    this.options.onChange(answer.value);
    return answer;
  }
}

const isRefusal = ({ code }: Problem): boolean => code === 'unauthorized' || code === 'account_disabled';
