import { Store } from './store';

type Later = (act: () => void, ms: number) => unknown;

/** If the same sentence follows, the region is empty in between: else screen readers do not announce it again. */
const BETWEEN_MS = 100;
/** How long it stays: a screen reader that walks through the page later finds nothing outdated. */
const STAYS_MS = 6000;

/** A sentence that is shown for some seconds. */
export class Announcer {
  readonly said = new Store('');
  private turn = 0;

  constructor(private readonly later: Later = (act, ms) => setTimeout(act, ms)) {}

  say(sentence: string): void {
    const turn = ++this.turn;
    const at = (ms: number, text: string) => this.later(() => turn === this.turn && this.said.set(text), ms);
    if (this.said.get()) this.said.set('');
    at(BETWEEN_MS, sentence);
    at(BETWEEN_MS + STAYS_MS, '');
  }
}

const heard = new Announcer();
const seen = new Announcer();

/** The sentence in the page's one live region. */
export const announcement = heard.said;

/** What has just been done, for people who can see. */
export const confirmation = seen.said;

/** Has screen readers say the sentence. */
export const announce = (sentence: string): void => heard.say(sentence);

/** Announces a headline and the sentence below it. */
export const announceBoth = (headline: string, sentence: string): void =>
  announce(`${headline}${/[.?!…]$/.test(headline) ? '' : '.'} ${sentence}`);

/** Says what was done, to be seen and to be heard. */
export function confirm(sentence: string): void {
  announce(sentence);
  seen.say(sentence);
}
