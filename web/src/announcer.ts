import { Store } from './store';

/** The sentence in the page's one live region. */
export const announcement = new Store('');

/** Has screen readers say the sentence, once. */
export function announce(sentence: string): void {
  if (announcement.get() !== sentence) announcement.set(sentence);
}
