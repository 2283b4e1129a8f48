import { answerOf, client, partOf } from '../api/client';
import type { Answer } from '../api/problem';
import type { AllowedApp, Device, EmailCodeSent, ProfileChanges, SignIn, User } from '../api/types';
import { currentSession, keeper } from './session';
import { inTurn } from './turns';

type Bearer = Readonly<{ authorization: string }>;

/** Every call that needs a sign-in. None of them throws. */
export const member = {
  profile: (): Promise<Answer<User>> => signed((headers) => answerOf(client.GET('/api/profile', { headers }))),

  change: (body: ProfileChanges): Promise<Answer<User>> =>
    signed((headers) => answerOf(client.PATCH('/api/profile', { headers, body }))),

  /** Optional fields are not asked for any more. */
  skipAsks: (): Promise<Answer<User>> => signed((headers) => answerOf(client.DELETE('/api/profile/asks', { headers }))),

  /** Sends a code to the account's e-mail. */
  sendEmailCode: (): Promise<Answer<EmailCodeSent>> =>
    signed((headers) => answerOf(client.POST('/api/profile/email/verification', { headers }))),

  proveEmail: (code: string): Promise<Answer<User>> =>
    signed((headers) => answerOf(client.POST('/api/profile/email/verification/check', { headers, body: { code } }))),

  /** Everything about the person, as a file. */
  exportProfile: (): Promise<Answer<Blob>> =>
    signed((headers) => answerOf<Blob>(client.GET('/api/profile/export', { headers, parseAs: 'blob' }))),

  /** Where the person is signed in. */
  sessions: (): Promise<Answer<readonly SignIn[]>> =>
    signed((headers) => partOf(answerOf(client.GET('/api/sessions', { headers })), ({ sessions }) => sessions)),

  endSession: (id: string): Promise<Answer<unknown>> =>
    signed((headers) => answerOf(client.DELETE('/api/sessions/{id}', { headers, params: { path: { id } } }))),

  endOthers: (): Promise<Answer<unknown>> => signed((headers) => answerOf(client.DELETE('/api/sessions', { headers }))),

  /** Known devices, on which one press requests a message to the person. */
  devices: (): Promise<Answer<readonly Device[]>> =>
    signed((headers) => partOf(answerOf(client.GET('/api/devices', { headers })), ({ devices }) => devices)),

  forgetDevice: (id: string): Promise<Answer<unknown>> =>
    signed((headers) => answerOf(client.DELETE('/api/devices/{id}', { headers, params: { path: { id } } }))),

  /** The apps that know the person. */
  apps: (): Promise<Answer<readonly AllowedApp[]>> =>
    signed((headers) => partOf(answerOf(client.GET('/api/profile/apps', { headers })), ({ apps }) => apps)),

  /** The app learns nothing more. */
  removeApp: (id: string): Promise<Answer<unknown>> =>
    signed((headers) =>
      answerOf(client.DELETE('/api/profile/apps/{app_id}', { headers, params: { path: { app_id: id } } })),
    ),

  async deleteAccount(): Promise<Answer<unknown>> {
    const answer = await signed((headers) => answerOf<unknown>(client.DELETE('/api/profile', { headers })));
    if (answer.ok) keeper.drop();
    return answer;
  },

  /** The cookie goes with the session, even if the access token has expired. */
  async logout(): Promise<Answer<unknown>> {
    const headers = bearing(currentSession.get()?.access_token ?? '');
    const answer = await inTurn(() => answerOf<unknown>(client.POST('/api/logout', { headers, body: {} })));
    if (answer.ok) keeper.drop();
    return answer;
  },
};

export const signed = <T>(call: (headers: Bearer) => Promise<Answer<T>>): Promise<Answer<T>> =>
  keeper.ask((token) => call(bearing(token)));

const bearing = (token: string): Bearer => ({ authorization: `Bearer ${token}` });
