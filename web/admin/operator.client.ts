import { answerOf, client } from '../src/api/client';
import type { Answer } from '../src/api/problem';
import type { paths } from '../src/api/schema';
import { keeper } from '../src/session/session';
import { Door, type Credentials } from './door';

type Told<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type Stats = Told<'/api/admin/stats'>;
export type Series = Told<'/api/admin/stats/series'>;
export type Point = Series['points'][number];
export type Circuit = Told<'/api/admin/circuits'>['circuits'][number];
export type Delivery = Told<'/api/admin/deliveries'>['deliveries'][number];
export type AuditEntry = Told<'/api/admin/audit'>['entries'][number];
export type Timeline = Told<'/api/admin/verifications/{id}/timeline'>;
export type TimelineEvent = Timeline['events'][number];
export type User = Told<'/api/admin/users'>['users'][number];

const HOUR_MS = 3_600_000;

type DeliveriesQuery = NonNullable<paths['/api/admin/deliveries']['get']['parameters']['query']>;

const circuitsAs = (headers: Credentials) => answerOf(client.GET('/api/admin/circuits', { headers }));

export const door = new Door(keeper, circuitsAs);

/** What operators ask. None of the calls throws. */
export const operator = {
  stats: (): Promise<Answer<Stats>> => door.ask((headers) => answerOf(client.GET('/api/admin/stats', { headers }))),

  /** The hour before now by the minute: whole ones, so that the last is as long as the others. */
  series: (now: number): Promise<Answer<Series>> => {
    const query = { from: timeOf(now - HOUR_MS), to: timeOf(now), step_seconds: 60 };
    return door.ask((headers) => answerOf(client.GET('/api/admin/stats/series', { headers, params: { query } })));
  },

  circuits: () => door.ask(circuitsAs),

  deliveries: (query: DeliveriesQuery): Promise<Answer<Told<'/api/admin/deliveries'>>> =>
    door.ask((headers) => answerOf(client.GET('/api/admin/deliveries', { headers, params: { query } }))),

  delivery: (id: string) =>
    door.ask((headers) => answerOf(client.GET('/api/admin/deliveries/{id}', { headers, params: { path: { id } } }))),

  audit: (limit: number): Promise<Answer<Told<'/api/admin/audit'>>> => {
    const params = { query: { limit } };
    return door.ask((headers) => answerOf(client.GET('/api/admin/audit', { headers, params })));
  },

  timeline: (id: string): Promise<Answer<Timeline>> => {
    const params = { path: { id } };
    return door.ask((headers) => answerOf(client.GET('/api/admin/verifications/{id}/timeline', { headers, params })));
  },

  users: (q: string, limit: number): Promise<Answer<Told<'/api/admin/users'>>> => {
    const params = { query: { q, limit } };
    return door.ask((headers) => answerOf(client.GET('/api/admin/users', { headers, params })));
  },
};

const timeOf = (milliseconds: number): string => new Date(Math.round(milliseconds)).toISOString();
