import { profileSchema } from '../../account/profile.dto';
import { userTable } from '../../account/users/user.table';

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
