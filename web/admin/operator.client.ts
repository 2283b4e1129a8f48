import { answerOf, client } from '../src/api/client';
import type { Answer } from '../src/api/problem';
import type { paths } from '../src/api/schema';
import { keeper } from '../src/session/session';
import type { AppChange, AppRequest } from './app.draft';
import { OperatorAccess, type Credentials } from './operator.access';
import { periodOf, type Range } from './ranges';

type Told<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;
type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? NonNullable<Query>
  : never;

export type Now = Told<'/api/admin/now'>;
export type Finding = Now['findings'][number];
export type Stats = Told<'/api/admin/stats'>;
export type Series = Told<'/api/admin/stats/series'>;
export type Point = Series['points'][number];
export type Counts = Told<'/api/admin/counts'>;
export type Circuit = Told<'/api/admin/circuits'>['circuits'][number];
export type Deliveries = Told<'/api/admin/deliveries'>;
export type Delivery = Deliveries['deliveries'][number];
export type SignIns = Told<'/api/admin/verifications'>;
export type SignIn = SignIns['verifications'][number];
export type RequestFound = Told<'/api/admin/requests/{id}'>;
export type Webhook = Told<'/api/admin/webhooks'>['webhooks'][number];
export type AuditEntry = Told<'/api/admin/audit'>['entries'][number];
export type Timeline = Told<'/api/admin/verifications/{id}/timeline'>;
export type TimelineEvent = Timeline['events'][number];
export type User = Told<'/api/admin/users'>['users'][number];
export type Apps = Told<'/api/admin/apps'>;
export type DeliveriesQuery = QueryOf<'/api/admin/deliveries'>;
export type SignInsQuery = QueryOf<'/api/admin/verifications'>;

const APPS_AT_ONCE = 50;

const circuitsAs = (headers: Credentials) => answerOf(client.GET('/api/admin/circuits', { headers }));

export const access = new OperatorAccess(keeper, circuitsAs);

/** Operators' queries. None of the calls throws. */
export const operator = {
  now: (): Promise<Answer<Now>> => access.ask((headers) => answerOf(client.GET('/api/admin/now', { headers }))),

  stats: (): Promise<Answer<Stats>> => access.ask((headers) => answerOf(client.GET('/api/admin/stats', { headers }))),

  series: (range: Range, now: number): Promise<Answer<Series>> => {
    const params = { query: periodOf(range, now) };
    return access.ask((headers) => answerOf(client.GET('/api/admin/stats/series', { headers, params })));
  },

  counts: (query: { from?: string; to?: string } = {}): Promise<Answer<Counts>> =>
    access.ask((headers) => answerOf(client.GET('/api/admin/counts', { headers, params: { query } }))),

  circuits: () => access.ask(circuitsAs),

  deliveries: (query: DeliveriesQuery): Promise<Answer<Deliveries>> =>
    access.ask((headers) => answerOf(client.GET('/api/admin/deliveries', { headers, params: { query } }))),

  delivery: (id: string) =>
    access.ask((headers) => answerOf(client.GET('/api/admin/deliveries/{id}', { headers, params: { path: { id } } }))),

  signIns: (query: SignInsQuery): Promise<Answer<SignIns>> =>
    access.ask((headers) => answerOf(client.GET('/api/admin/verifications', { headers, params: { query } }))),

  request: (id: string): Promise<Answer<RequestFound>> =>
    access.ask((headers) => answerOf(client.GET('/api/admin/requests/{id}', { headers, params: { path: { id } } }))),

  webhooks: (state: 'failed' | 'pending', limit: number): Promise<Answer<Told<'/api/admin/webhooks'>>> => {
    const params = { query: { state, limit } };
    return access.ask((headers) => answerOf(client.GET('/api/admin/webhooks', { headers, params })));
  },

  audit: (limit: number): Promise<Answer<Told<'/api/admin/audit'>>> => {
    const params = { query: { limit } };
    return access.ask((headers) => answerOf(client.GET('/api/admin/audit', { headers, params })));
  },

  timeline: (id: string): Promise<Answer<Timeline>> => {
    const params = { path: { id } };
    return access.ask((headers) => answerOf(client.GET('/api/admin/verifications/{id}/timeline', { headers, params })));
  },

  apps: (cursor: string | undefined): Promise<Answer<Apps>> => {
    const params = { query: { cursor, limit: APPS_AT_ONCE } };
    return access.ask((headers) => answerOf(client.GET('/api/admin/apps', { headers, params })));
  },

  app: (id: string) =>
    access.ask((headers) => answerOf(client.GET('/api/admin/apps/{id}', { headers, params: { path: { id } } }))),

  users: (q: string, limit: number): Promise<Answer<Told<'/api/admin/users'>>> => {
    const params = { query: { q, limit } };
    return access.ask((headers) => answerOf(client.GET('/api/admin/users', { headers, params })));
  },
};

/** Operators' actions; the server audits each. */
export const acts = {
  resetBreaker: (bot: number) => {
    const params = { path: { bot: String(bot) } };
    return access.ask((headers) => answerOf(client.POST('/api/admin/circuits/{bot}/reset', { headers, params })));
  },

  sendTest: (chatId: number) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/deliveries/test', { headers, body: { chat_id: chatId } })),
    ),

  replay: (id: string) => {
    const params = { path: { id } };
    return access.ask((headers) => answerOf(client.POST('/api/admin/webhooks/{id}/replay', { headers, params })));
  },

  replayFailed: (from: string) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/webhooks/replay', { headers, body: { from, state: 'failed' } })),
    ),

  registerApp: (body: AppRequest) =>
    access.ask((headers) => answerOf(client.POST('/api/admin/apps', { headers, body }))),

  changeApp: (id: string, body: AppChange) =>
    access.ask((headers) =>
      answerOf(client.PATCH('/api/admin/apps/{id}', { headers, body, params: { path: { id } } })),
    ),

  makeSecret: (id: string) => {
    const params = { path: { id } };
    return access.ask((headers) =>
      answerOf(client.POST('/api/admin/apps/{id}/secrets', { headers, params, body: {} })),
    );
  },

  revokeSecret: (id: string, secretId: string) => {
    const params = { path: { id, secret_id: secretId } };
    return access.ask((headers) =>
      answerOf(client.DELETE('/api/admin/apps/{id}/secrets/{secret_id}', { headers, params })),
    );
  },

  makeApiKey: (id: string) => {
    const params = { path: { id } };
    return access.ask((headers) =>
      answerOf(client.POST('/api/admin/apps/{id}/api-keys', { headers, params, body: {} })),
    );
  },

  revokeApiKey: (id: string, keyId: string) => {
    const params = { path: { id, key_id: keyId } };
    return access.ask((headers) =>
      answerOf(client.DELETE('/api/admin/apps/{id}/api-keys/{key_id}', { headers, params })),
    );
  },

  makeWebhookSecret: (id: string) => {
    const params = { path: { id } };
    return access.ask((headers) =>
      answerOf(client.POST('/api/admin/apps/{id}/webhook-secrets', { headers, params, body: {} })),
    );
  },

  revokeWebhookSecret: (id: string, secretId: string) => {
    const params = { path: { id, secret_id: secretId } };
    return access.ask((headers) =>
      answerOf(client.DELETE('/api/admin/apps/{id}/webhook-secrets/{secret_id}', { headers, params })),
    );
  },

  disableApp: (id: string) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/apps/{id}/disable', { headers, params: { path: { id } } })),
    ),

  enableApp: (id: string) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/apps/{id}/enable', { headers, params: { path: { id } } })),
    ),

  disable: (id: string) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/users/{id}/disable', { headers, params: { path: { id } } })),
    ),

  enable: (id: string) =>
    access.ask((headers) =>
      answerOf(client.POST('/api/admin/users/{id}/enable', { headers, params: { path: { id } } })),
    ),

  endSessions: (id: string) =>
    access.ask((headers) =>
      answerOf(client.DELETE('/api/admin/users/{id}/sessions', { headers, params: { path: { id } } })),
    ),
};
