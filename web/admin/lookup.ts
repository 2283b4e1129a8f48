import type { Answer } from '../src/api/problem';
import { operator, type Delivery, type Timeline, type User } from './operator.client';

/** What a search came to. */
export type Found = Readonly<{ timeline?: Timeline; users: readonly User[]; deliveries: readonly Delivery[] }>;

const nothing: Found = { users: [], deliveries: [] };

/** As verifications and messages are named: by the time they began and chance, or by a link's sixteen bytes. */
const ID = /^([0-9a-z]{9}[\w-]{22}|[\w-]{22})$/;
const NUMBER = /^\d{1,16}$/;

const MOST_USERS = 10;
const MOST_DELIVERIES = 20;

/** By an id, a chat, or how a name, an e-mail or an @username begins. */
export function lookUp(text: string): Promise<Answer<Found>> {
  if (NUMBER.test(text)) return byChat(text);
  return ID.test(text) ? byId(text) : byPerson(text);
}

/** A verification's, its link's, or that of one of its messages, which may have outlived it. */
async function byId(id: string): Promise<Answer<Found>> {
  const timeline = await timelineOf(id);
  if (timeline) return timeline;
  const delivery = await operator.delivery(id);
  if (!delivery.ok) return delivery.problem.status === 404 ? byPerson(id) : delivery;
  const { verification_id: of } = delivery.value;
  const ofMessage = of === null ? null : await timelineOf(of);
  return ofMessage ?? { ok: true, value: { ...nothing, deliveries: [delivery.value] } };
}

/** Null where there is no such verification. */
async function timelineOf(id: string): Promise<Answer<Found> | null> {
  const answer = await operator.timeline(id);
  if (answer.ok) return { ok: true, value: { ...nothing, timeline: answer.value } };
  return answer.problem.status === 404 ? null : answer;
}

async function byChat(chatId: string): Promise<Answer<Found>> {
  const users = await operator.users(chatId, MOST_USERS);
  if (!users.ok) return users;
  const deliveries = await operator.deliveries({ chat_id: Number(chatId), limit: MOST_DELIVERIES });
  if (!deliveries.ok) return deliveries;
  return { ok: true, value: { users: users.value.users, deliveries: deliveries.value.deliveries } };
}

/** Where it can be only one person, their messages too. */
async function byPerson(text: string): Promise<Answer<Found>> {
  const found = await operator.users(text, MOST_USERS);
  if (!found.ok) return found;
  const { users } = found.value;
  return users.length === 1 ? byChat(String(users[0]!.telegram_id)) : { ok: true, value: { ...nothing, users } };
}
