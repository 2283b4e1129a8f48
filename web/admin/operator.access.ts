import type { Answer, Problem } from '../src/api/problem';
import type { Session } from '../src/api/types';
import { Store } from '../src/store';

/** The headers by which the API knows an operator. */
export type Credentials = Readonly<Record<string, string>>;
type Call<T> = (credentials: Credentials) => Promise<Answer<T>>;

/** `key_wrong` also for a key that was valid until it was changed. */
export type Refusal = 'nobody' | 'key_wrong' | 'no_administrator';

/** `unknown` until the API has answered. */
export type Access = Readonly<{ kind: 'unknown' } | { kind: 'granted' } | { kind: 'refused'; why: Refusal }>;

type Keeper = Readonly<{
  renew(): Promise<Answer<Session>>;
  ask<T>(question: (accessToken: string) => Promise<Answer<T>>): Promise<Answer<T>>;
}>;

/**
 * Lets an operator in as the API does: without credentials in one's own sandbox, by this browser's session, or by the
 * key. Only this page has the key: it is in no storage or cookie, and in the address only until the page has read it.
 */
export class OperatorAccess {
  readonly state = new Store<Access>({ kind: 'unknown' });
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
    this.state.set({ kind: 'unknown' });
  }

  /** Tries the key of a link, or else without one. @returns what keeps us from knowing, such as a lost connection */
  async request(): Promise<Problem | null> {
    if (this.brought !== null) return this.tryKey(this.brought);
    const bare = await this.tried('nothing');
    if (bare.ok || !isRefusal(bare.problem)) return bare.ok ? null : bare.problem;
    const renewed = await this.keeper.renew();
    if (!renewed.ok) return this.noteRefusal(renewed.problem);
    const signedIn = await this.tried('session');
    return signedIn.ok ? null : this.noteRefusal(signedIn.problem);
  }

  /** @returns what keeps us from knowing whether the key is valid */
  async tryKey(key: string): Promise<Problem | null> {
    const answer = await this.tried({ key });
    return answer.ok ? null : this.noteRefusal(answer.problem);
  }

  /** Calls with the credentials that were let in. Once they are refused, so is access. */
  async ask<T>(call: Call<T>): Promise<Answer<T>> {
    const { way } = this;
    const answer = await this.asked(call);
    if (!answer.ok && way === this.way) this.noteRefusal(answer.problem);
    return answer;
  }

  /** Forgets the key. */
  leave(): void {
    this.way = 'nothing';
    this.brought = null;
    this.state.set({ kind: 'refused', why: 'nobody' });
  }

  get hasKey(): boolean {
    return typeof this.way === 'object';
  }

  private async tried(way: typeof this.way): Promise<Answer<unknown>> {
    this.way = way;
    const answer = await this.asked(this.probe);
    if (answer.ok) this.state.set({ kind: 'granted' });
    return answer;
  }

  private asked<T>(call: Call<T>): Promise<Answer<T>> {
    const { way } = this;
    if (way === 'nothing') return call({});
    if (way === 'session') return this.keeper.ask((token) => call({ authorization: `Bearer ${token}` }));
    return call({ 'x-admin-key': way.key });
  }

  /** @returns the problem, unless it is a refusal */
  private noteRefusal(problem: Problem): Problem | null {
    if (!isRefusal(problem)) return problem;
    const isNoAdministrator = problem.code === 'forbidden';
    const why = this.hasKey ? 'key_wrong' : isNoAdministrator ? 'no_administrator' : 'nobody';
    this.way = 'nothing';
    this.state.set({ kind: 'refused', why });
    return null;
  }
}

const isRefusal = ({ code }: Problem): boolean => ['unauthorized', 'forbidden', 'account_disabled'].includes(code);
