import { aConfig } from '../config/config.fixture';
import { Audit, type AuditEvent } from './audit';
import type { Draft } from './audit.entry';
import { aMoment, anAudit } from './audit.fixture';
import type { AuditRepository } from './store/audit.repository';

const client = { address: '203.0.113.7', browser: 'Firefox', system: 'Linux' };
const event: AuditEvent = { action: 'sign_in.succeeded', actor: { kind: 'user', id: 'ann' }, client };

describe('what is noted', () => {
  it('says what was done, by whom, to what, with which details, in which request, and when', async () => {
    const { audit, noted } = anAudit();
    const subject = { kind: 'verification', id: 'link-id' } as const;
    await audit.note({ ...event, subject, requestId: 'r-1', details: { door: 'otp', attempts: 2 } }, aMoment);
    expect(noted).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{31}$/) as string,
        at: aMoment,
        action: 'sign_in.succeeded',
        actor: { kind: 'user', id: 'ann' },
        subject,
        browser: 'Firefox',
        system: 'Linux',
        origin: expect.stringMatching(/^[\w-]{12}$/) as string,
        requestId: 'r-1',
        details: { door: 'otp', attempts: 2 },
      },
    ]);
  });

  it('never holds an address, and yet tells one origin from another (security 32)', async () => {
    const { audit, noted } = anAudit();
    for (const address of [client.address, '203.0.113.8', client.address, '2001:db8::/64'])
      await audit.note({ ...event, client: { ...client, address } }, aMoment);
    const [first, second, third, fourth] = noted.map(({ origin }) => origin);
    expect(third).toBe(first);
    expect(new Set([first, second, fourth]).size).toBe(3);
    expect(JSON.stringify(noted)).not.toMatch(/203\.0|2001:/);
  });

  it('gives an origin that cannot be computed without the key of the settings', async () => {
    const originBy = async (MAGIC_LINK_SECRET: string, more = {}) => {
      const kept: Draft[] = [];
      const repository = { append: async (draft: Draft) => void kept.push(draft) } as Partial<AuditRepository>;
      await new Audit(repository as AuditRepository, aConfig({ MAGIC_LINK_SECRET, ...more })).note(event, aMoment);
      return kept[0]!.origin;
    };
    const one = 'one-key-0123456789-0123456789-0123456789';
    const other = 'other-key-0123456789-0123456789-0123456789';
    expect(await originBy(one)).not.toBe(await originBy(other));
    expect(await originBy(one, { MAGIC_LINK_SECRET_PREVIOUS: other })).toBe(await originBy(one));
  });

  it('is refused where it is not short and plain: what is once there is never changed', async () => {
    const { audit, noted } = anAudit();
    const faulty: Partial<Record<keyof AuditEvent, unknown>>[] = [
      { action: 'sign_in.invented' },
      { actor: { kind: 'user', id: 'Ann Example' } },
      { actor: { kind: 'user', id: '' } },
      { subject: { kind: 'user', id: 'x'.repeat(129) } },
      { requestId: 'a b' },
      { details: { text: 'x'.repeat(201) } },
      { details: { text: 'two\nlines' } },
      { details: { text: 'half a character \ud83d' } },
      { details: { count: NaN } },
      { details: { count: Infinity } },
      { details: { nested: { a: 1 } } },
      { details: { list: [1] } },
      { details: { nothing: undefined } },
      { details: { 'E-Mail': 'x' } },
      { details: Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`a${'b'.repeat(at)}`, 1])) },
    ];
    for (const fault of faulty)
      await expect(audit.note({ ...event, ...fault } as AuditEvent, aMoment)).rejects.toThrow(TypeError);
    expect(noted).toEqual([]);
  });

  it('does not repeat in its refusal what it refuses', async () => {
    const { audit } = anAudit();
    const secret = { ...event, details: { code: `123456 ${'x'.repeat(200)}` } };
    await expect(audit.note(secret, aMoment)).rejects.toThrow(
      'the details in the audit of sign_in.succeeded are not short and plain',
    );
  });
});
