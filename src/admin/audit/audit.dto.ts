import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { auditActions } from '../../audit/audit.actions';
import type { Verdict } from '../../audit/audit.chain';
import { actorKinds, subjectKinds, type Actor, type Entry, type Line, type Subject } from '../../audit/audit.entry';
import { limit } from '../admin.fields';

/** How many entries of the chain one call checks: a fraction of a second's work. */
export const MOST_CHECKED = 10_000;

const ID = '[\\w.:-]{1,128}';

const action = z
  .enum(auditActions, 'must be an action that the audit knows')
  .meta({ description: 'What happened.', example: 'admin.circuit_reset' });

const actor = z
  .string()
  .regex(new RegExp(`^(${actorKinds.join('|')})(:${ID})?$`), `must be one of ${actorKinds.join(', ')}, or kind:id`)
  .transform((text) => partsOf(text) as Actor)
  .meta({ description: 'Who did it: a kind, or `kind:id`.', example: 'admin' });

const subject = z
  .string()
  .regex(new RegExp(`^(${subjectKinds.join('|')}):${ID}$`), 'must be kind:id, such as user:… or bot:…')
  .transform((text) => partsOf(text) as Subject)
  .meta({
    description: 'What it was done to: `kind:id`. A verification goes by its link id.',
    example: 'bot:987654321',
  });

const moment = (description: string) =>
  z.iso
    .datetime({ offset: true, error: 'must be a time such as 2030-05-17T12:00:00Z' })
    .transform((text) => new Date(text))
    .meta({ description, example: '2030-05-17T12:00:00Z' });

const from = moment('From this time on.').optional();
const to = moment('Before this time.').optional();

const cursor = z
  .string()
  .regex(/^[0-9]{1,15}\.[0-9]{1,15}$/, 'must be the cursor of an earlier answer')
  .transform((text) => text.split('.').map(Number) as [number, number])
  .transform(([at, seq]) => ({ at: new Date(at), seq }))
  .meta({ description: '`next_cursor` of the page before.', example: '1893456000000.4711' });

const after = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be the number of an entry')
  .transform(Number)
  .meta({ description: '`next_after` of the answer before.', example: String(MOST_CHECKED) });

export class AuditQuery extends createZodDto(
  z.strictObject({
    action: action.optional(),
    actor: actor.optional(),
    subject: subject.optional(),
    from,
    to,
    limit,
    cursor: cursor.optional(),
  }),
) {}

export class AuditExportQuery extends createZodDto(z.strictObject({ from, to })) {}

export class AuditVerifyQuery extends createZodDto(z.strictObject({ after: after.optional() })) {}

const hash = z.string().describe('SHA-256, in hexadecimal digits.');

const entry = z.object({
  seq: z.int().describe('Its place in the chain.'),
  id: z.string(),
  at: z.iso.datetime(),
  action: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable() }),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  origin: z.string().describe('A pseudonym of the address: the same address, the same word.').nullable(),
  request_id: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  previous_hash: hash.describe('The hash of the entry before.'),
  hash: hash.describe('SHA-256 over the canonical JSON of everything else.'),
});

export class AuditDto extends createZodDto(
  z.object({
    entries: z.array(entry).describe('The newest first.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class AuditVerdictDto extends createZodDto(
  z.object({
    intact: z.boolean(),
    entries: z.int().describe('How many were found intact.'),
    from: z.int().nullable(),
    to: z.int().nullable(),
    hash: hash.describe('Of the last one. Kept elsewhere, it tells later whether the end was cut off.').nullable(),
    fault: z.object({ seq: z.int(), why: z.string() }).describe('The first fault.').nullable(),
    next_after: z.int().describe('Where the next call goes on. Null at the end.').nullable(),
  }),
) {}

export const toAuditCursor = ({ at, seq }: Entry): string => `${at.getTime()}.${seq}`;

export const toAuditDto = (page: readonly Line[], next: string | null): AuditDto => ({
  entries: [...page],
  next_cursor: next,
});

export const toVerdictDto = ({ entries, from, to, hash, fault }: Verdict): AuditVerdictDto => ({
  intact: fault === undefined,
  entries,
  from: from ?? null,
  to: to ?? null,
  hash: hash ?? null,
  fault: fault ?? null,
  next_after: to !== undefined && entries === MOST_CHECKED && !fault ? to : null,
});

/** An id may have colons of its own. */
function partsOf(text: string): Readonly<{ kind: string; id?: string }> {
  const [kind = '', ...rest] = text.split(':');
  return rest.length > 0 ? { kind, id: rest.join(':') } : { kind };
}
