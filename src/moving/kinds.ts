import { toChatDocument, toKeptChat } from '../account/chats/chat.mapping';
import { keptChatTable } from '../account/chats/chat.table';
import { accountDeletionTable } from '../account/deletion/account.deletion.table';
import { toPortrait } from '../account/portraits/portrait.mapping';
import { portraitTable } from '../account/portraits/portrait.table';
import { toUser, toUserDocument } from '../account/users/user.mapping';
import { userTable } from '../account/users/user.table';
import { toApp } from '../apps/store/app.mapping';
import { appTable } from '../apps/store/app.table';
import { auditTable } from '../audit/store/audit.table';
import { toDocument as toAuditDocument, toEntry } from '../audit/store/audit.mapping';
import { keptTable } from '../delivery/store/delivery.table';
import { toDocument as toDeliveryDocument, toKept } from '../delivery/store/delivery.mapping';
import { limitTable } from '../limits/limit.table';
import { logoutTable } from '../oidc/logout/store/logout.table';
import { oidcRecordTable } from '../oidc/store/oidc.record.table';
import type { LimitDocument } from '../limits/limit.collection';
import { toDocument } from '../persistence/mongo/mongo.record';
import { deviceTable } from '../session/devices/device.table';
import { toSession, toSessionDocument } from '../session/store/session.mapping';
import { sessionTable } from '../session/store/session.table';
import { toVerification } from '../verification/store/verification.mapping';
import { NO_CHAT } from '../verification/verification';
import { verificationTable } from '../verification/store/verification.table';
import { toWebhook, toWebhookDocument } from '../webhooks/store/webhook.mapping';
import { webhookTable } from '../webhooks/store/webhook.table';
import { kind, alone, named, plain, type Kind } from './kind';
import { auditHeads, handledUpdates, idempotencyKeys, pauses } from './small.kinds';

/** Everything that a copy includes; `docs/copying.md` says what it leaves behind. */
export const kinds: readonly Kind[] = [
  kind({ ...named('users', 'users'), table: userTable, toDocument: toUserDocument, toRecord: toUser }),
  plain('closures', 'closures', accountDeletionTable),
  kind({
    ...named('chats', 'chats', 'chat_id', 'bot_id'),
    table: keptChatTable,
    toDocument: toChatDocument,
    toRecord: alone(toKeptChat),
  }),
  kind({
    ...named('portraits', 'portraits', 'user_id'),
    table: portraitTable,
    toDocument: ({ userId, ...rest }) => ({ _id: userId, ...rest }),
    toRecord: alone(toPortrait),
  }),
  kind({ ...named('sessions', 'sessions'), table: sessionTable, toDocument: toSessionDocument, toRecord: toSession }),
  plain('devices', 'devices', deviceTable),
  kind({ ...named('apps', 'apps'), table: appTable, toDocument, toRecord: toApp }),
  plain('oidc_records', 'oidcRecords', oidcRecordTable),
  plain('logouts', 'logouts', logoutTable),
  kind({ ...named('verifications', 'verifications'), table: verificationTable, toDocument, toRecord: toVerification }),
  kind({
    ...named('deliveries', 'deliveries'),
    table: keptTable,
    // Any instance that is given the bot has a higher fence, so it takes over at once what was being sent.
    toDocument: (row) => ({ ...toDeliveryDocument(row), chatId: row.chatId ?? NO_CHAT, fence: 0 }),
    toRecord: toKept,
  }),
  kind({ ...named('webhooks', 'webhooks'), table: webhookTable, toDocument: toWebhookDocument, toRecord: toWebhook }),
  kind({
    ...named('limits', 'limits', 'key'),
    table: limitTable,
    toDocument: ({ key, ...rest }) => ({ _id: key, ...rest }),
    toRecord: alone(({ _id: key, used, endsAt }: LimitDocument) => ({ key, used, endsAt })),
  }),
  kind(idempotencyKeys),
  kind(handledUpdates),
  kind(pauses),
  kind({
    ...named('audit', 'audit', 'seq'),
    table: auditTable,
    toDocument: toAuditDocument,
    toRecord: alone(toEntry),
  }),
  kind(auditHeads),
];
