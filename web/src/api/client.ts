import createClient from 'openapi-fetch';
import { serverClock } from '../clock';
import { connection, noteAnswer, noteSilence } from '../connection';
import { inTurn } from '../session/turns';
import { silence, toProblem, type Answer } from './problem';
import type { paths } from './schema';
import type {
  AppSettings,
  KnownPerson,
  LinkDetails,
  LoginRequest,
  Registered,
  RegisterRequest,
  Session,
  SignName,
  Verification,
} from './types';

const PATIENCE_MS = 20_000;
/** For requests that are repeated soon: they must not hang on a dead connection. */
const LOOK_PATIENCE_MS = 5_000;

export const client = createClient<paths>({ fetch: (request) => timedFetch(request, PATIENCE_MS) });

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** Every call that needs no sign-in; the others are in `member`. None of them throws. */
export const api = {
  settings: (): Promise<Answer<AppSettings>> => answerOf(client.GET('/api/app')),

  /** The same `key` sent twice makes one verification. */
  register: (body: RegisterRequest, key: string): Promise<Answer<Registered>> =>
    inTurn(() => answerOf(client.POST('/api/register', { body, headers: keyed(key) }))),

  login: (body: LoginRequest): Promise<Answer<Registered>> =>
    inTurn(() => answerOf(client.POST('/api/login', { body }))),

  /** The people whose accounts know this browser, the last used first. */
  known: (): Promise<Answer<readonly KnownPerson[]>> =>
    partOf(answerOf(client.GET('/api/login')), ({ accounts }) => accounts),

  forget: (userId: string): Promise<Answer<unknown>> =>
    answerOf(client.DELETE('/api/login/{user_id}', { params: { path: { user_id: userId } } })),

  verification: (id: string): Promise<Answer<Verification>> =>
    answerOf(
      client.GET('/api/verifications/{id}', {
        params: { path: { id } },
        fetch: (request) => timedFetch(request, LOOK_PATIENCE_MS),
      }),
    ),

  cancel: (id: string): Promise<Answer<unknown>> =>
    answerOf(client.DELETE('/api/verifications/{id}', { params: { path: { id } } })),

  resend: (id: string): Promise<Answer<Registered>> =>
    answerOf(client.POST('/api/resend-otp', { body: { verification_id: id } })),

  /** The same `key` sent twice gets the same answer; likewise below. */
  verifyCode: (id: string, otp: string, key: string): Promise<Answer<Session>> =>
    answerOf(client.POST('/api/verify-otp', { body: { verification_id: id, otp }, headers: keyed(key) })),

  /** `awaited` is the verification that this browser waits for: the answer says whether the link belongs to it. */
  linkDetails: (token: string, awaited?: string): Promise<Answer<LinkDetails>> =>
    answerOf(client.POST('/api/magic-link/details', { body: { token, verification_id: awaited } })),

  /** @param asTyped a new person agrees to what was typed where the link was requested */
  verifyLink(token: string, asTyped: boolean, key: string): Promise<Answer<Session>> {
    const sent = { body: { token, as_typed: asTyped }, headers: keyed(key) };
    return answerOf(client.POST('/api/verify-magic-link', sent) as Promise<Reply<Session>>);
  },

  /** Lets in the device that waits; `match` is the symbol that it shows. */
  approve: (token: string, match: SignName, key: string): Promise<Answer<unknown>> =>
    answerOf(client.POST('/api/verify-magic-link', { body: { token, approve: true, match }, headers: keyed(key) })),

  deny: (token: string): Promise<Answer<unknown>> => answerOf(client.POST('/api/magic-link/deny', { body: { token } })),

  /** After an approval on another device: the session of this one, once. */
  collect: (id: string, key: string): Promise<Answer<Session>> =>
    answerOf(
      client.POST('/api/verifications/{id}/session', { params: { path: { id } }, body: {}, headers: keyed(key) }),
    ),

  /** Goes on with the cookie's session. A page that is left meanwhile still gets its new cookie. */
  refresh: (): Promise<Answer<Session>> => answerOf(client.POST('/api/token/refresh', { body: {}, keepalive: true })),
};

async function timedFetch(request: Request, patienceMs: number): Promise<Response> {
  const sentAt = Date.now();
  const response = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
  noteAnswer();
  serverClock.observe(response.headers.get('date'), sentAt, Date.now());
  return response;
}

const keyed = (key: string) => ({ 'Idempotency-Key': key });

/** The outcome of a call; silence is a problem like any other. */
export async function answerOf<T>(call: Promise<Reply<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, value: data as T };
    return { ok: false, problem: toProblem(response.status, response.headers, error) };
  } catch {
    noteSilence();
    return { ok: false, problem: silence(connection.get().isOnline) };
  }
}

/** The wanted part of an answer. */
export async function partOf<T, Part>(asked: Promise<Answer<T>>, pick: (value: T) => Part): Promise<Answer<Part>> {
  const answer = await asked;
  return answer.ok ? { ok: true, value: pick(answer.value) } : answer;
}
