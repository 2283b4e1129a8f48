import { aConfig } from '../config/config.fixture';
import { timeOrderedId } from '../ids';
import { Audit } from './audit';
import type { Draft } from './audit.entry';
import type { AuditRepository } from './store/audit.repository';

/** The time that tests count from. */
export const aMoment = new Date('2030-05-17T12:00:00.000Z');
export const seconds = (count: number): Date => new Date(aMoment.getTime() + count * 1000);

/** The draft of a successful sign-in. */
export const aDraft = (differing: Partial<Draft> = {}): Draft => ({
  id: timeOrderedId(differing.at ?? aMoment),
  at: aMoment,
  action: 'sign_in.succeeded',
  actor: { kind: 'user', id: 'ann' },
  ...differing,
});

/** An audit that collects its drafts in `noted`, for a test to inspect. */
export function anAudit(): Readonly<{ audit: Audit; noted: readonly Draft[] }> {
  const noted: Draft[] = [];
  const repository = { append: async (draft: Draft) => void noted.push(draft) } as Partial<AuditRepository>;
  return { audit: new Audit(repository as AuditRepository, aConfig()), noted };
}
