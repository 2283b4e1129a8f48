import type { Answer, Problem } from '../src/api/problem';
import type { Session } from '../src/api/types';
import { Store } from '../src/store';

/** The headers by which the API knows an operator. */
export type Credentials = Readonly<Record<string, string>>;
type Call<T> = (credentials: Credentials) => Promise<Answer<T>>;

/** `key_wrong` also for a key that was valid until it was changed. */
export type Refusal = 'nobody' | 'key_wrong' | 'no_administrator';

export type Entry = Readonly<{ kind: 'knocking' } | { kind: 'open' } | { kind: 'closed'; why: Refusal }>;

type Keeper = Readonly<{
  renew(): Promise<Answer<Session>>;
  ask<T>(question: (accessToken: string) => Promise<Answer<T>>): Promise<Answer<T>>;
}>;

/**
 * Lets an operator in as the API does: without credentials in one's own sandbox, by this browser's session, or by the
 * key. Only this page has the key: it is in no storage or cookie, and in the address only until the page has read it.
 */
export class Door {
  readonly entry = new Store<Entry>({ kind: 'knocking' });
  private brought: string | null = null;
  private way: 'nothing' | 'session' | Readonly<{ key: string }> = 'nothing';

  /** @param probe a cheap call that shows who is let in */
  constructor(
    private readonly keeper: Keeper,
    private readonly probe: Call<unknown>,
  ) {}

  /** Takes the key of a link, as if it had been typed. */
  bring(key: string): void {
    this.brought = key;
    this.entry.set({ kind: 'knocking' });
  }

  /** Tries the key of a link, or else without one. @returns what keeps us from knowing, such as a lost connection */
  async knock(): Promise<Problem | null> {
    if (this.brought !== null) return this.unlock(this.brought);
    const bare = await this.tried('nothing');
    if (bare.ok || !isRefusal(bare.problem)) return bare.ok ? null : bare.problem;
    const renewed = await this.keeper.renew();
    if (!renewed.ok) return this.close(renewed.problem);
    const signedIn = await this.tried('session');
    return signedIn.ok ? null : this.close(signedIn.problem);
  }

  /** @returns what keeps us from knowing whether the key is valid */
  async unlock(key: string): Promise<Problem | null> {
    const answer = await this.tried({ key });
    return answer.ok ? null : this.close(answer.problem);
  }

  /** Calls with the credentials that were let in. The door closes once they are refused. */
  async ask<T>(call: Call<T>): Promise<Answer<T>> {
    const { way } = this;
    const answer = await this.asked(call);
    if (!answer.ok && way === this.way) this.close(answer.problem);
    return answer;
  }

  /** Forgets the key. */
  leave(): void {
    this.way = 'nothing';
    this.brought = null;
    this.entry.set({ kind: 'closed', why: 'nobody' });
  }

  get hasKey(): boolean {
    return typeof this.way === 'object';
  }

  private async tried(way: typeof this.way): Promise<Answer<unknown>> {
    this.way = way;
    const answer = await this.asked(this.probe);
    if (answer.ok) this.entry.set({ kind: 'open' });
    return answer;
  }

  private asked<T>(call: Call<T>): Promise<Answer<T>> {
    const { way } = this;
    if (way === 'nothing') return call({});
    if (way === 'session') return this.keeper.ask((token) => call({ authorization: `Bearer ${token}` }));
    return call({ 'x-admin-key': way.key });
  }

  /** @returns the problem, unless it is a refusal */
  private close(problem: Problem): Problem | null {
    if (!isRefusal(problem)) return problem;
    const isNoAdministrator = problem.code === 'forbidden';
    const why = this.hasKey ? 'key_wrong' : isNoAdministrator ? 'no_administrator' : 'nobody';
    this.way = 'nothing';
    this.entry.set({ kind: 'closed', why });
    return null;
  }
}

const isRefusal = ({ code }: Problem): boolean => ['unauthorized', 'forbidden', 'account_disabled'].includes(code);
