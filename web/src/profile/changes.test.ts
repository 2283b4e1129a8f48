import { changesOf, faultsOfProblem } from './changes';

const known = { name: 'Ann', email: 'ann@example.org' };
const problem = { status: 400, errors: [] };

describe('a change of the profile', () => {
  it('asks for what differs alone', () => {
    expect(changesOf(known, known)).toEqual({ changes: null, faults: {} });
    expect(changesOf({ ...known, name: ' Anna ' }, known).changes).toEqual({ name: 'Anna' });
    expect(changesOf({ ...known, email: 'a@b.org' }, { ...known, email: null }).changes).toEqual({ email: 'a@b.org' });
  });

  it('leaves an account without an e-mail as it is', () => {
    expect(changesOf({ name: 'Ann', email: '' }, { name: 'Ann', email: null })).toEqual({ changes: null, faults: {} });
  });

  it('says what cannot be, under its field', () => {
    const { faults } = changesOf({ name: ' ', email: 'ann@' }, known);
    expect(faults).toEqual({
      name: 'Enter your name, 100 characters at most.',
      email: 'Enter a valid e-mail address.',
    });
  });

  it('says under each field what the server objects to', () => {
    const errors = [{ field: 'name', message: 'no' }];
    expect(faultsOfProblem({ ...problem, code: 'invalid_request', errors })).toEqual({
      name: 'Enter your name, 100 characters at most.',
    });
  });
});
