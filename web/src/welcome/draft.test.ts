import { aShelf } from '../shelf.factory';
import { emptyDraft, faultsFrom, faultsOf, firstFault, keepDraft, readDraft, toRequest } from './draft';

const draft = { ...emptyDraft, name: 'Ann', email: 'ann@example.org' };
const words = (field: string) => `${field}?`;

describe('the register form', () => {
  it('needs a name and an e-mail alone', () => {
    expect(faultsOf(draft, words)).toEqual({});
    expect(toRequest(draft)).toEqual({ name: 'Ann', email: 'ann@example.org' });
  });

  it('forgives blanks, separators and an @', () => {
    const typed = {
      ...draft,
      name: ' Ann ',
      phone: '+49 (30) 123-456',
      telegram_username: '@ann_lee',
      telegram_chat_id: ' 42 ',
    };
    expect(faultsOf(typed, words)).toEqual({});
    expect(toRequest(typed)).toMatchObject({
      name: 'Ann',
      phone: '+4930123456',
      telegram_username: 'ann_lee',
      telegram_chat_id: 42,
    });
  });

  it.each([
    ['name', '  '],
    ['name', 'x'.repeat(101)],
    ['email', 'ann@example'],
    ['phone', '030 123456'],
    ['telegram_username', 'ann!'],
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
    keepDraft(shelf, { ...draft, phone: '+49' });
    expect(readDraft(shelf)).toEqual({ ...draft, phone: '+49' });
  });

  it('starts empty when what was kept is damaged', () => {
    const shelf = aShelf();
    shelf.setItem('telega2go.draft', '{"name": 5');
    expect(readDraft(shelf)).toEqual(emptyDraft);
  });
});
