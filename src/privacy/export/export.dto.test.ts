import { profileSchema } from '../../account/profile.dto';
import { userTable } from '../../account/users/user.table';
import { aFullVerification } from '../../verification/verification.fixture';
import { toVerificationExport } from './export.dto';

/** Columns of the account that have another name in the export. */
const TOLD_AS: Readonly<Record<string, string>> = {
  email_verified_at: 'email_verified',
  phone_verified_at: 'phone_verified',
};
/** Not exported: a search key, work in progress, and what is between administrators and the account. */
const NOT_TOLD = ['name_key', 'email_challenge', 'untold', 'beginning', 'disabled_at', 'suspended_at'];
/** Covered by other parts of the export: the sessions, and the e-mail with whether it is proven. */
const TOLD_ELSEWHERE = ['signed_in_at', 'proven_email'];

it('the export tells each thing that an account holds, or it is known why not', () => {
  const told = Object.keys(profileSchema.shape);
  const held = userTable.columns.split(', ').filter((column) => ![...NOT_TOLD, ...TOLD_ELSEWHERE].includes(column));
  expect(held.map((column) => TOLD_AS[column] ?? column).filter((name) => !told.includes(name))).toEqual([]);
});

/**
 * Fields of a verification that the export does not show: how it is worked on, how it ended besides its status, what names
 * it to others, and the address and the app of a person who perhaps is a stranger.
 */
const NOT_SHOWN = [
  ...['id', 'nonce', 'generation', 'revision', 'isUnproven', 'flowHash', 'usedWith', 'collectedWith', 'untold'],
  ...['requestId', 'askedBy', 'deliveryId', 'collectedBy', 'startExpiresAt', 'deadlineAt', 'expiresAt', 'resendAt'],
  ...['botId', 'chatId', 'userId', 'origin', 'appId', 'endReason'],
];
/** Where the export shows others by another name. */
const SHOWN_AS: Readonly<Record<string, readonly string[]>> = {
  linkId: ['id'],
  applicant: ['said'],
  requester: ['browser', 'system'],
  createdAt: ['created_at'],
  sentAt: ['sent_at'],
  endedAt: ['ended_at'],
};

it('the export shows each thing that a verification holds, or it is known why not', () => {
  const verification = aFullVerification();
  const shown = toVerificationExport(verification, verification.userId!, verification.createdAt);
  const missing = Object.keys(verification)
    .filter((field) => !NOT_SHOWN.includes(field))
    .flatMap((field) => SHOWN_AS[field] ?? [field])
    .filter((name) => shown[name as keyof typeof shown] === undefined);
  expect(missing).toEqual([]);
  const said = Object.values(shown.said!).filter((value) => value !== null);
  expect(said).toHaveLength(Object.keys(verification.applicant).length);
});
