import type { Problem } from '../api/problem';
import type { ProfileChanges } from '../api/types';
import { isEmail, isName, PHONE } from '../fields';
import { say } from '../words';

/** In the order of the form. */
export const fields = ['name', 'email', 'phone'] as const;

export type Field = (typeof fields)[number];
export type Typed = Readonly<Partial<Record<Field, string>>>;
export type Faults = Readonly<Partial<Record<Field, string>>>;

const isFit: Readonly<Record<Field, (text: string) => boolean>> = {
  name: isName,
  email: isEmail,
  phone: (text) => text === '' || PHONE.test(text),
};

/** Drops outer blanks, and in a phone number what separates its digits. */
const cleaned = (field: Field, text: string): string =>
  field === 'phone' ? text.replace(/[\s()./-]/g, '') : text.trim();

/**
 * What differs from what is known, and which of it is faulty; `changes` is null if nothing differs.
 * @param required fields that must be filled in
 */
export function changesOf(
  typed: Typed,
  known: Readonly<Partial<Record<Field, string | null>>>,
  required: readonly Field[] = [],
): Readonly<{ changes: ProfileChanges | null; faults: Faults }> {
  const said = fields.filter((field) => typed[field] !== undefined);
  const texts = said.map((field) => [field, cleaned(field, typed[field] ?? '')] as const);
  const news = texts.filter(([field, text]) => text !== (known[field] ?? ''));
  const missing = texts.filter(([field, text]) => text === '' && required.includes(field));
  const wrong = [...missing, ...news.filter(([field, text]) => !isFit[field](text))];
  const changes = Object.fromEntries(news.map(([field, text]) => [field, text || null]));
  return {
    changes: news.length > 0 ? changes : null,
    faults: Object.fromEntries(wrong.map(([field]) => [field, say(`fault.${field}`)])),
  };
}

/** The server's objections, each under its own field. */
export const faultsOfProblem = ({ errors }: Problem): Faults =>
  Object.fromEntries(
    fields.filter((name) => errors.some(({ field }) => field === name)).map((field) => [field, say(`fault.${field}`)]),
  );
