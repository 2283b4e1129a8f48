import type { Answer } from '../src/api/problem';
import { operator } from './operator.client';
import type { Delivery, RequestFound, SignIn, Timeline, User } from './operator.client';

/** The result of a search. */
export type Found = Readonly<{
  timeline?: Timeline;
  /** The sign-in that the timeline is of. */
  signIn?: SignIn;
  request?: RequestFound;
  users: readonly User[];
  signIns: readonly SignIn[];
  deliveries: readonly Delivery[];
}>;

const nothing: Found = { users: [], signIns: [], deliveries: [] };

/** Ids of verifications and messages: a time and random characters; or the sixteen bytes of a link id. */
const ID = /^([0-9a-z]{9}[\w-]{22}|[\w-]{22})$/;
/** A request id: its time and random characters. */
const REFERENCE = /^0[0-9a-z]{8}[\w-]{13}$/;
const NUMBER = /^\d{1,16}$/;

const MOST_USERS = 10;
const MOST_DELIVERIES = 20;
const MOST_SIGN_INS = 20;

/** Finds by an id, a reference, a chat, an address, or the beginning of a name, an e-mail or an @username. */
export function lookUp(text: string): Promise<Answer<Found>> {
  if (NUMBER.test(text)) return byChat(text);
  return ID.test(text) ? byId(text) : byPerson(text);
}

/** The id is that of a verification, its link, one of its messages, which may have outlived it, or a request. */
async function byId(id: string): Promise<Answer<Found>> {
  const timeline = await timelineOf(id);
  if (timeline) return timeline;
  if (REFERENCE.test(id)) return byReference(id);
  const delivery = await operator.delivery(id);
  if (!delivery.ok) return delivery.problem.status === 404 ? byPerson(id) : delivery;
  const { verification_id: of } = delivery.value;
  const ofMessage = of === null ? null : await timelineOf(of);
  return ofMessage ?? { ok: true, value: { ...nothing, deliveries: [delivery.value] } };
}

/** Null if there is no such verification. */
async function timelineOf(id: string): Promise<Answer<Found> | null> {
  const answer = await operator.timeline(id);
  if (!answer.ok) return answer.problem.status === 404 ? null : answer;
  const { link_id: link } = answer.value;
  const [signIns, deliveries] = await Promise.all([
    operator.signIns({ q: link }),
    operator.deliveries({ verification_id: link, limit: MOST_DELIVERIES }),
  ]);
  const known = {
    signIn: signIns.ok ? signIns.value.verifications[0] : undefined,
    deliveries: deliveries.ok ? deliveries.value.deliveries : [],
  };
  return { ok: true, value: { ...nothing, timeline: answer.value, ...known } };
}

async function byReference(id: string): Promise<Answer<Found>> {
  const found = await operator.request(id);
  if (!found.ok) return found;
  return { ok: true, value: { ...nothing, request: found.value, signIns: found.value.verifications } };
}

async function byChat(chatId: string): Promise<Answer<Found>> {
  const [users, signIns, deliveries] = await Promise.all([
    operator.users(chatId, MOST_USERS),
    operator.signIns({ q: chatId, limit: MOST_SIGN_INS }),
    operator.deliveries({ chat_id: Number(chatId), limit: MOST_DELIVERIES }),
  ]);
  if (!users.ok) return users;
  if (!signIns.ok) return signIns;
  if (!deliveries.ok) return deliveries;
  return {
    ok: true,
    value: {
      users: users.value.users,
      signIns: signIns.value.verifications,
      deliveries: deliveries.value.deliveries.filter(({ kind }) => kind !== 'removal'),
    },
  };
}

/** If only one account fits, also its messages and sign-ins; and all sign-ins that match, successful or not. */
async function byPerson(text: string): Promise<Answer<Found>> {
  const [users, signIns] = await Promise.all([
    operator.users(text, MOST_USERS),
    operator.signIns({ q: text, limit: MOST_SIGN_INS }),
  ]);
  if (!users.ok) return users;
  if (!signIns.ok) return signIns;
  const [only, ...others] = users.value.users;
  const ofChat = only && others.length === 0 ? await byChat(String(only.telegram_id)) : undefined;
  const { deliveries, signIns: known } = ofChat?.ok ? ofChat.value : nothing;
  const named = signIns.value.verifications.filter(
    ({ verification_id: id }) => !known.some((one) => one.verification_id === id),
  );
  return { ok: true, value: { users: users.value.users, signIns: [...named, ...known], deliveries } };
}
