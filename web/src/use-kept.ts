import { useState } from 'preact/hooks';
import { tabShelf } from './shelf';

/** The text of a field, kept for this tab: neither an error nor a reload loses it. */
export function useKept(name: string, initial = ''): readonly [text: string, keep: (text: string) => void] {
  const [text, setText] = useState(() => tabShelf.getItem(name) ?? initial);
  const keep = (typed: string) => {
    tabShelf.setItem(name, typed);
    setText(typed);
  };
  return [text, keep];
}

export const isKept = (name: string): boolean => tabShelf.getItem(name) !== null;

/** Call it once the text has done its work. */
export const forgetKept = (name: string): void => tabShelf.removeItem(name);
