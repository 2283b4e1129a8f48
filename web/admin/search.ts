import type { Answer } from '../src/api/problem';
import { Store } from '../src/store';
import { noteInAddress } from './place';
import { lookUp, type Found } from './lookup';

export type Search = Readonly<{ text: string; answer: Answer<Found> | null }>;

/** The one search of the page; null while nothing was looked for. */
class SearchStore extends Store<Search | null> {
  /** An answer that comes after another question was asked is nobody's any more. */
  async look(text: string): Promise<void> {
    const asked: Search = { text, answer: null };
    this.set(asked);
    const answer = await lookUp(text);
    if (this.get() !== asked) return;
    this.set({ text, answer });
    noteInAddress(linkOf(answer));
  }

  /** Something of what is shown was changed: it stays until what it is now is known. */
  async refresh(): Promise<void> {
    const shown = this.get();
    if (!shown) return;
    const answer = await lookUp(shown.text);
    if (answer.ok && this.get() === shown) this.set({ ...shown, answer });
  }

  clear(): void {
    this.set(null);
    noteInAddress(undefined);
  }
}

export const search = new SearchStore(null);

/**
 * A timeline has an address that one operator can send to another. It has the link id: the verification's own is the proof of
 * who began it, and stays out of what browsers remember.
 */
const linkOf = (answer: Answer<Found>): string | undefined => (answer.ok ? answer.value.timeline?.link_id : undefined);

/** The link id of the timeline that is shown. */
export const linkShown = (): string | undefined => {
  const answer = search.get()?.answer;
  return answer ? linkOf(answer) : undefined;
};
