import { Store } from './store';

type Later = (act: () => void, ms: number) => unknown;

/** Between two of the same sentence the region is empty, or screen readers say the second no more. */
const BETWEEN_MS = 100;
/** Whoever walks through the page later finds nothing that is over. */
const STAYS_MS = 6000;

/** A sentence that is there for some seconds. */
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

/** What has just been done, for those who see. */
export const confirmation = seen.said;

/** Has screen readers say the sentence. */
export const announce = (sentence: string): void => heard.say(sentence);

/** As a headline stands above its sentence. */
export const announceBoth = (headline: string, sentence: string): void =>
  announce(`${headline}${/[.?!…]$/.test(headline) ? '' : '.'} ${sentence}`);

/** Says what was done, to be read and to be heard. */
export function confirm(sentence: string): void {
  announce(sentence);
  seen.say(sentence);
}
