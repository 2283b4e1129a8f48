import type { Api } from './api';
import type { Answer, HttpClient } from './http.client';
import { bearer, comeBackAt, signInAt, type Tokens } from './sign.in';
import { codeOf, type Telegram } from './telegram';

export type Profile = Readonly<{
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  telegram_id: number;
  telegram_username: string | null;
  language: string | null;
  phone_verified: boolean;
  created_at: string;
}>;

type Place = Readonly<{ app: HttpClient; api: Api; telegram: Telegram }>;

/** Somebody with an account, a phone with the bot's chat on it, and a session of their own. */
export class Member {
  private constructor(
    private readonly app: HttpClient,
    readonly person: number,
    readonly tokens: Tokens,
  ) {}

  static async signIn(place: Place, person?: number): Promise<Member> {
    const { telegram } = place;
    const known = person ?? (await telegram.addPerson('Ann'));
    if (person === undefined) await telegram.greet(known);
    const { body } = await signInAt(place, { kind: 'token', person: known });
    return new Member(place.app, known, body);
  }

  /** Somebody new, who gave nothing but a press of Start. */
  static async arrive(place: Place): Promise<Member> {
    const person = await place.telegram.addPerson('Ann');
    const { id, message } = await comeBackAt(place, person);
    const typed = { verification_id: id, otp: codeOf(message), session: 'token' };
    const { body } = await place.app.post<Tokens>('/api/verify-otp', typed);
    await place.telegram.untilEmpty(person);
    return new Member(place.app, person, body);
  }

  get id(): string {
    return this.tokens.user.id;
  }

  get email(): string {
    return `p${this.person}@example.org`;
  }

  async profile(): Promise<Profile> {
    return (await this.get<Profile>()).body;
  }

  get<T = Record<string, unknown>>(path = ''): Promise<Answer<T>> {
    return this.app.get<T>(`/api/profile${path}`, bearer(this.tokens.access_token));
  }

  change<T = Record<string, unknown>>(changes: unknown): Promise<Answer<T>> {
    const headers = { ...bearer(this.tokens.access_token), 'content-type': 'application/json' };
    return this.app.request<T>('PATCH', '/api/profile', JSON.stringify(changes), headers);
  }

  erase(): Promise<Answer> {
    return this.app.request('DELETE', '/api/profile', undefined, bearer(this.tokens.access_token));
  }

  refresh(): Promise<Answer> {
    return this.app.post('/api/token/refresh', { refresh_token: this.tokens.refresh_token });
  }
}
