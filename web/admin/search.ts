import type { Answer } from '../src/api/problem';
import { Store } from '../src/store';
import { noteInAddress } from './place';
import { lookUp, type Found } from './lookup';

export type Search = Readonly<{ text: string; answer: Answer<Found> | null }>;

/** The page's one search; null while nothing has been searched for. */
class SearchStore extends Store<Search | null> {
  /** Ignores the answer if another search has begun meanwhile. */
  async look(text: string): Promise<void> {
    const asked: Search = { text, answer: null };
    this.set(asked);
    const answer = await lookUp(text);
    if (this.get() !== asked) return;
    this.set({ text, answer });
    noteInAddress(linkOf(answer));
  }

  /** Searches again after a change to what is shown, which stays until the new answer is there. */
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
 * A timeline has an address that one operator can send to another. It has the link id: the verification's own id is its
 * initiator's proof, and stays out of what browsers remember.
 */
const linkOf = (answer: Answer<Found>): string | undefined => (answer.ok ? answer.value.timeline?.link_id : undefined);

/** The link id of the timeline that is shown. */
export const linkShown = (): string | undefined => {
  const answer = search.get()?.answer;
  return answer ? linkOf(answer) : undefined;
};
