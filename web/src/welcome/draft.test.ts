import { aShelf } from '../shelf.fixture';
import { emptyDraft, faultsFrom, faultsOf, firstFault, keepDraft, readDraft, toRequest } from './draft';

const draft = { ...emptyDraft, name: 'Ann', email: 'ann@example.org' };
const words = (field: string) => `${field}?`;

describe('the register form', () => {
  it('needs a name and an e-mail alone', () => {
    expect(faultsOf(draft, words)).toEqual({});
    expect(toRequest(draft)).toEqual({ name: 'Ann', email: 'ann@example.org' });
  });

  it('forgives blanks', () => {
    const typed = { ...draft, name: ' Ann ', telegram_chat_id: ' 42 ' };
    expect(faultsOf(typed, words)).toEqual({});
    expect(toRequest(typed)).toEqual({ name: 'Ann', email: 'ann@example.org', telegram_chat_id: 42 });
  });

  it.each([
    ['name', '  '],
    ['name', 'x'.repeat(101)],
    ['email', 'ann@example'],
    ['telegram_chat_id', '-5'],
    ['telegram_chat_id', '12a'],
  ])('objects to a %s of "%s" under that field', (field, text) => {
    expect(faultsOf({ ...draft, [field]: text }, words)).toEqual({ [field]: `${field}?` });
  });

  it('leads to the first field that does not fit, whatever order the server names them in', () => {
    const errors = ['telegram_chat_id', 'email', 'unheard_of'].map((field) => ({ field, message: 'no' }));
    const faults = faultsFrom(errors, words);
    expect(faults).toEqual({ telegram_chat_id: 'telegram_chat_id?', email: 'email?' });
    expect(firstFault(faults)).toBe('email');
  });

  it('keeps what was typed', () => {
    const shelf = aShelf();
    keepDraft(shelf, { ...draft, telegram_chat_id: '4' });
    expect(readDraft(shelf)).toEqual({ ...draft, telegram_chat_id: '4' });
  });

  it('starts empty when what was kept is damaged', () => {
    const shelf = aShelf();
    shelf.setItem('telega2go.draft', '{"name": 5');
    expect(readDraft(shelf)).toEqual(emptyDraft);
  });
});
