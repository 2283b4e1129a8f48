import type { Chat } from '../../account/chats/chat.repository';
import type { Delivery } from '../../delivery/delivery';
import { aDelivery, aMoment, aSentDelivery, seconds, type Differing } from '../../delivery/delivery.fixture';
import { timeOrderedId } from '../../ids';
import type { Verification } from '../../verification/verification';
import { aFullVerification, aSentVerification, aVerification } from '../../verification/verification.fixture';
import { aSession } from '../../session/session.fixture';
import type { Session } from '../../session/store/session.repository';
import type { TraceRepository } from './trace.repository';

/** The store of the traces, as the modules that own them write and read it. */
export type Kept = Readonly<{
  putChat(chat: Chat, updatedAt: Date): Promise<unknown>;
  putDelivery(delivery: Delivery): Promise<unknown>;
  putVerification(verification: Verification): Promise<unknown>;
  putSession(session: Session): Promise<unknown>;
  /** A record that an app has of this person. */
  putOidcRecord(userId: string): Promise<unknown>;
  /** A sign-in of this person whose end an app is to be told. */
  putLogout(userId: string): Promise<unknown>;
  /** The users whose ended sign-ins apps are still to be told of. */
  signedOut(): Promise<string[]>;
  /** The users of whom apps have records. */
  oidcUsers(): Promise<string[]>;
  deliveries(): Promise<Delivery[]>;
  verifications(): Promise<Verification[]>;
  sessionIds(): Promise<string[]>;
}>;

/** What an erased verification keeps. A new field does not compile until it is here, or among what is erased. */
type Remaining =
  | 'id'
  | 'linkId'
  | 'nonce'
  | 'generation'
  | 'revision'
  | 'status'
  | 'purpose'
  | 'isUnproven'
  | 'requestId'
  | 'askedBy'
  | 'appId'
  | 'flowHash'
  | 'botId'
  | 'userId'
  | 'deliveryId'
  | 'attempts'
  | 'failure'
  | 'door'
  | 'createdAt'
  | 'startExpiresAt'
  | 'deadlineAt'
  | 'sentAt'
  | 'expiresAt'
  | 'resendAt'
  | 'endedAt'
  | 'endReason'
  | 'collectedBy'
  | 'usedWith'
  | 'collectedWith'
  | 'untold';

type Opened = Readonly<{ repository: TraceRepository; kept: Kept; close: () => Promise<void> }>;

const ANN = 1001;
const BOB = 1002;

const aChat = (differing: Partial<Chat> = {}): Chat => ({ botId: 1, chatId: ANN, language: 'en', ...differing });
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** A message that is over: nothing is due any more. */
const gone = (differing: Differing = {}) =>
  aSentDelivery({ state: 'deleted', dueAt: undefined, deletedAt: seconds(62), ...differing });

/** What every store promises of the traces that a person leaves. */
export function describeTraceRepository(name: string, open: () => Promise<Opened>): void {
  describe(`a person's traces in ${name}`, () => {
    let repository: TraceRepository;
    let kept: Kept;
    let close: () => Promise<void>;

    const erase = (chatId: number, until: Date) =>
      repository.erase({ userId: `account of ${chatId}`, chatId }, until, aMoment);

    beforeEach(async () => ({ repository, kept, close } = await open()));
    afterEach(() => close());

    const put = (all: readonly (readonly [Delivery, Verification])[]) =>
      Promise.all(
        all.flatMap(([delivery, verification]) => [kept.putDelivery(delivery), kept.putVerification(verification)]),
      );

    /** A sign-in and its message. */
    const pair = (of: Differing, and: Partial<Verification> = {}): [Delivery, Verification] => {
      const verification = aSentVerification({ chatId: of.chatId, reason: 'Pay', ...and });
      return [gone({ ...of, verificationId: verification.id }), verification];
    };

    it('are chats with each of our bots', async () => {
      const full = aChat({ botId: 2, name: 'Ann', username: 'ann', blockedAt: aMoment, pausedAt: aMoment });
      for (const chat of [full, aChat(), aChat({ chatId: BOB })]) await kept.putChat(chat, aMoment);
      expect(await repository.listChats(ANN)).toEqual([aChat(), full]);
      expect(await repository.listChats(1003)).toEqual([]);
    });

    it('say nothing of the person any more, and are counted as before', async () => {
      const verification = aFullVerification({ chatId: ANN });
      const delivery = gone({ chatId: ANN, error: 'was slow', verificationId: verification.id });
      await put([[delivery, verification]]);
      await kept.putChat(aChat({ name: 'Ann' }), aMoment);
      expect(await erase(ANN, seconds(100))).toBe(0);
      expect(await repository.listChats(ANN)).toEqual([]);
      expect(await kept.deliveries()).toEqual([{ ...delivery, chatId: undefined }]);
      const nobody = {
        applicant: {},
        requester: { browser: '', system: '' },
        origin: '',
        reason: undefined,
        chatId: 0,
      } satisfies Record<Exclude<keyof Verification, Remaining>, unknown>;
      expect(await kept.verifications()).toEqual([{ ...verification, ...nobody }]);
      expect(await erase(ANN, seconds(100))).toBe(0);
    });

    it('are sessions, which go with the places that they were used from', async () => {
      const sessions = [aSession({ userId: `account of ${ANN}` }), aSession({ userId: `account of ${BOB}` })];
      for (const session of sessions) await kept.putSession(session);
      await erase(ANN, seconds(100));
      expect(await kept.sessionIds()).toEqual([sessions[1]!.id]);
    });

    it('are what apps have of the person', async () => {
      for (const person of [ANN, BOB]) await kept.putOidcRecord(`account of ${person}`);
      await erase(ANN, seconds(100));
      expect(await kept.oidcUsers()).toEqual([`account of ${BOB}`]);
    });

    it('are sign-ins, which apps are told to have ended', async () => {
      for (const person of [ANN, BOB]) await kept.putLogout(`account of ${person}`);
      await erase(ANN, seconds(100));
      expect(await kept.signedOut()).toEqual([`account of ${ANN}`]);
    });

    it('do not include those of another person, nor the person’s own after coming anew', async () => {
      const until = seconds(100);
      const bobs = pair({ chatId: BOB });
      const anew = pair({ chatId: ANN, requestedAt: seconds(101) }, { createdAt: seconds(101) });
      await put([bobs, anew]);
      await kept.putChat(aChat({ chatId: BOB }), aMoment);
      await kept.putChat(aChat(), seconds(101));
      expect(await erase(ANN, until)).toBe(0);
      expect(await repository.listChats(ANN)).toEqual([aChat()]);
      expect(await repository.listChats(BOB)).toEqual([aChat({ chatId: BOB })]);
      expect(await kept.deliveries()).toEqual([bobs[0], anew[0]].toSorted(byId));
      expect(await kept.verifications()).toEqual([bobs[1], anew[1]].toSorted(byId));
    });

    it('of a sign-in that began before, and whose message was asked for after it, stay as they are', async () => {
      const until = seconds(100);
      const late = { requestedAt: seconds(101) };
      const pressed = pair({ chatId: ANN, ...late }, { deliveryId: timeOrderedId(seconds(101)) });
      const sentAnew = pair({ chatId: ANN }, { deliveryId: timeOrderedId(seconds(101)) });
      await put([pressed, sentAnew]);
      expect(await erase(ANN, until)).toBe(0);
      expect(await kept.verifications()).toEqual([pressed[1], sentAnew[1]].toSorted(byId));
      expect(await kept.deliveries()).toEqual([pressed[0], { ...sentAnew[0], chatId: undefined }].toSorted(byId));
    });

    it('are sign-ins that no message could be sent for, too', async () => {
      const unsent = { status: 'failed', failure: 'bot_not_started', reason: 'Pay' } as const;
      const anns = aVerification({ chatId: ANN, ...unsent });
      const bobs = aVerification({ chatId: BOB, ...unsent });
      for (const each of [anns, bobs]) await kept.putVerification(each);
      expect(await repository.listUnsent(ANN)).toEqual([anns.id]);
      expect(await erase(ANN, seconds(100))).toBe(0);
      expect(await repository.listUnsent(ANN)).toEqual([]);
      const [forgotten, other] = (await kept.verifications()).toSorted((one) => (one.id === anns.id ? -1 : 1));
      expect(forgotten).toMatchObject({ applicant: {}, chatId: 0, failure: 'bot_not_started' });
      expect(forgotten!.reason).toBeUndefined();
      expect(other).toEqual(bobs);
    });

    it('that are messages under way keep their chat until they are not', async () => {
      const verification = aVerification({ chatId: ANN });
      const waiting = aDelivery({ chatId: ANN, verificationId: verification.id });
      await put([[waiting, verification]]);
      expect(await erase(ANN, seconds(100))).toBe(1);
      expect(await kept.deliveries()).toEqual([waiting]);
      expect((await kept.verifications())[0]).toMatchObject({ applicant: {}, chatId: 0 });
    });

    it('that are messages without a bot to delete them are not waited for', async () => {
      const verification = aVerification({ chatId: ANN });
      const lost = aDelivery({ chatId: ANN, verificationId: verification.id, requestedAt: seconds(-1) });
      await put([[lost, verification]]);
      expect(await erase(ANN, seconds(100))).toBe(0);
      expect(await kept.deliveries()).toEqual([{ ...lost, chatId: undefined, dueAt: undefined, state: 'failed' }]);
    });

    it('in a sign-in that ended up with another person leave it theirs', async () => {
      const [delivery, verification] = pair({ chatId: ANN }, { applicant: { email: 'ann@example.org' }, chatId: BOB });
      await put([[delivery, verification]]);
      expect(await erase(ANN, seconds(100))).toBe(0);
      expect((await kept.verifications())[0]).toMatchObject({ applicant: {}, chatId: BOB });
    });

    it('go, however many there are', async () => {
      const many = Array.from({ length: 1_100 }, () => pair({ chatId: ANN }));
      await put(many);
      expect(await erase(ANN, seconds(100))).toBe(0);
      const [deliveries, verifications] = await Promise.all([kept.deliveries(), kept.verifications()]);
      expect(deliveries.filter(({ chatId }) => chatId === undefined)).toHaveLength(many.length);
      expect(verifications.filter(({ chatId, applicant }) => chatId === 0 && !applicant.email)).toHaveLength(
        many.length,
      );
    });
  });
}
