import { clock } from '../clock';
import { AppError } from '../errors';
import type { Session } from './store/session.repository';

const FRESH_MS = 5 * 60_000;

/**
 * For actions that the finder or thief of a session must not take. Only a sign-in makes it fresh; a refresh does not.
 * @throws AppError `fresh_sign_in_required`
 */
export function assertFresh({ createdAt }: Session): void {
  if (clock.wall().getTime() - createdAt.getTime() > FRESH_MS) throw new AppError('fresh_sign_in_required');
}
