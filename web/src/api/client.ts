import createClient from 'openapi-fetch';
import { serverClock } from '../clock';
import { silence, toProblem, type Answer } from './problem';
import type { paths } from './schema';
import type { AppSettings, LinkDetails, Registered, RegisterRequest, Session, User, Verification } from './types';

const PATIENCE_MS = 20_000;

const client = createClient<paths>({ fetch: timedFetch });

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** Every call that the app makes. None of them throws. */
export const api = {
  settings: (): Promise<Answer<AppSettings>> => answerOf(client.GET('/api/app')),

  /** The same `key` sent twice makes one verification. */
  register: (body: RegisterRequest, key: string): Promise<Answer<Registered>> =>
    answerOf(client.POST('/api/register', { body, headers: { 'Idempotency-Key': key } })),

  verification: (id: string): Promise<Answer<Verification>> =>
    answerOf(client.GET('/api/verifications/{id}', { params: { path: { id } } })),

  cancel: (id: string): Promise<Answer<unknown>> =>
    answerOf(client.DELETE('/api/verifications/{id}', { params: { path: { id } } })),

  resend: (id: string): Promise<Answer<Registered>> =>
    answerOf(client.POST('/api/resend-otp', { body: { verification_id: id } })),

  verifyCode: (id: string, otp: string): Promise<Answer<Session>> =>
    answerOf(client.POST('/api/verify-otp', { body: { verification_id: id, otp } })),

  linkDetails: (token: string): Promise<Answer<LinkDetails>> =>
    answerOf(client.POST('/api/magic-link/details', { body: { token } })),

  verifyLink: (token: string): Promise<Answer<Session>> =>
    answerOf(client.POST('/api/verify-magic-link', { body: { token } })),

  profile: (accessToken: string): Promise<Answer<User>> =>
    answerOf(client.GET('/api/profile', { headers: { authorization: `Bearer ${accessToken}` } })),
};

async function timedFetch(request: Request): Promise<Response> {
  const sentAt = Date.now();
  const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  serverClock.observe(response.headers.get('date'), sentAt, Date.now());
  return response;
}

async function answerOf<T>(call: Promise<Reply<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, value: data as T };
    return { ok: false, problem: toProblem(response.status, response.headers, error) };
  } catch {
    return { ok: false, problem: silence(navigator.onLine) };
  }
}
