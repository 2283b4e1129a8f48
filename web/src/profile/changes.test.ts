import { changesOf, faultsOfProblem } from './changes';
import { say } from '../words';

const known = { name: 'Ann', email: 'ann@example.org', phone: null };
const same = { name: 'Ann', email: 'ann@example.org', phone: '' };
const problem = { status: 400, errors: [] };

describe('a change of the profile', () => {
  it('asks for what differs alone', () => {
    expect(changesOf(same, known)).toEqual({ changes: null, faults: {} });
    expect(changesOf({ ...same, name: ' Anna ' }, known).changes).toEqual({ name: 'Anna' });
    expect(changesOf({ ...same, email: 'a@b.org' }, { ...known, email: null }).changes).toEqual({ email: 'a@b.org' });
  });

  it('leaves an account without an e-mail as it is', () => {
    expect(changesOf({ ...same, email: '' }, { ...known, email: null })).toEqual({ changes: null, faults: {} });
  });

  it('takes a phone as people write it, and takes it away again', () => {
    const { changes, faults } = changesOf({ ...same, phone: '+49 (30) 123-456' }, known);
    expect({ changes, faults }).toEqual({ changes: { phone: '+4930123456' }, faults: {} });
    expect(changesOf(same, { ...known, phone: '+4930123456' }).changes).toEqual({ phone: null });
  });

  it('says what cannot be, under its field', () => {
    const { faults } = changesOf({ name: ' ', email: 'ann@', phone: '030' }, known);
    expect(faults).toEqual({
      name: say('fault.name'),
      email: say('fault.email'),
      phone: say('fault.phone'),
    });
  });

  it('says what must be given', () => {
    const nothing = { email: null, phone: null };
    expect(changesOf({ email: '', phone: '' }, nothing, ['email'])).toEqual({
      changes: null,
      faults: { email: say('fault.email') },
    });
  });

  it('says under each field what the server objects to', () => {
    const errors = [{ field: 'phone', message: 'no' }];
    expect(faultsOfProblem({ ...problem, code: 'invalid_request', errors })).toEqual({ phone: say('fault.phone') });
  });
});
