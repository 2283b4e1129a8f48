import type { FieldError } from '../api/problem';
import type { RegisterRequest } from '../api/types';
import { CHAT_ID, isEmail, isName } from '../fields';
import type { Shelf } from '../shelf';

/** The register form as typed. */
export type Draft = Readonly<Record<DraftField, string>>;
/** The chat id is asked for in the sandbox alone: people do not know theirs. */
export type DraftField = 'name' | 'email' | 'telegram_chat_id';
export type Faults = Readonly<Partial<Record<DraftField, string>>>;

/** In the order of the form. */
export const draftFields: readonly DraftField[] = ['name', 'email', 'telegram_chat_id'];

export const emptyDraft: Draft = { name: '', email: '', telegram_chat_id: '' };

const KEY = 'telega2go.draft';

/** The key under which the text of the sign-in form is kept. */
export const LOGIN = 'telega2go.login';

/** The request that the draft stands for. */
export function toRequest(draft: Draft): RegisterRequest & { telegram_chat_id?: number } {
  const chatId = draft.telegram_chat_id.trim();
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    ...(chatId && { telegram_chat_id: Number(chatId) }),
  };
}

/** The faults that can be found without the server; `words` returns the sentence for a field. */
export function faultsOf(draft: Draft, words: (field: DraftField) => string): Faults {
  const request = toRequest(draft);
  const isWrong: Readonly<Record<DraftField, boolean>> = {
    name: !isName(request.name),
    email: !isEmail(request.email),
    telegram_chat_id: request.telegram_chat_id !== undefined && !CHAT_ID.test(draft.telegram_chat_id.trim()),
  };
  return Object.fromEntries(draftFields.filter((field) => isWrong[field]).map((field) => [field, words(field)]));
}

/** The server's objections, each under its own field. */
export function faultsFrom(errors: readonly FieldError[], words: (field: DraftField) => string): Faults {
  const known = errors.map(({ field }) => field).filter(isDraftField);
  return Object.fromEntries(known.map((field) => [field, words(field)]));
}

export const firstFault = (faults: Faults): DraftField | undefined => draftFields.find((field) => faults[field]);

/** The draft that was typed in this tab. */
export function readDraft(shelf: Shelf): Draft {
  try {
    const kept = JSON.parse(shelf.getItem(KEY) ?? '{}') as Partial<Record<string, unknown>>;
    const texts = draftFields.map((field) => [field, typeof kept[field] === 'string' ? kept[field] : '']);
    return Object.fromEntries(texts) as Draft;
  } catch {
    return emptyDraft;
  }
}

export const keepDraft = (shelf: Shelf, draft: Draft): void => shelf.setItem(KEY, JSON.stringify(draft));

/** Once a person is in, what they typed has done its work. */
export const forgetDraft = (shelf: Shelf): void => [KEY, LOGIN].forEach((name) => shelf.removeItem(name));

const isDraftField = (field: string): field is DraftField => (draftFields as readonly string[]).includes(field);
