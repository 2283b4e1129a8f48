import type { AccountService } from '../account/account.service';
import type { AccountDeletion, AccountDeletionRepository } from '../account/deletion/account.deletion.repository';
import type { Audit } from '../audit/audit';
import { clock } from '../clock';
import type { Session } from '../session/store/session.repository';
import { Erasure } from './erasure';
import type { LivingMessages } from './living.messages';
import type { TraceRepository } from './trace/trace.repository';

const deletion: AccountDeletion = { id: 'ann', telegramId: 1000, by: 'user', closedAt: clock.now() };

/** An `Erasure` with one open deletion, and stand-ins for everything around it. */
function anErasure(note: () => Promise<void>): Erasure {
  const accounts = { erase: async () => deletion, shut: async () => undefined };
  const deletions = {
    listOpen: async (_: number, after?: AccountDeletion) => (after ? [] : [deletion]),
    markNoted: async () => undefined,
  };
  const traces = { erase: async () => 1 };
  return new Erasure(
    accounts as unknown as AccountService,
    deletions as unknown as AccountDeletionRepository,
    { stop: async () => undefined } as unknown as LivingMessages,
    traces as unknown as TraceRepository,
    { note } as unknown as Audit,
  );
}

const session = { userId: 'ann', createdAt: clock.wall() } as Session;

describe('an account that goes', () => {
  it('is noted once, although the next round comes while the request is at it, and after', async () => {
    let end: () => void = () => undefined;
    const note = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const erasure = anErasure(note);
    const both = [erasure.erase(session), erasure.goOn()];
    await new Promise(setImmediate);
    end();
    await Promise.all(both);
    await erasure.goOn();
    expect(note).toHaveBeenCalledTimes(1);
  });

  it('is noted by the next round where it could not be before', async () => {
    const note = jest.fn(async () => undefined).mockRejectedValueOnce(new Error('the store is away'));
    const erasure = anErasure(note);
    await erasure.erase(session);
    await erasure.goOn();
    expect(note).toHaveBeenCalledTimes(2);
  });
});
