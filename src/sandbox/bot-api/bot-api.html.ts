import { badRequest } from './bot-api.refusal';

/** A formatted stretch of a text; offsets count UTF-16 units, as Telegram's do. */
export type Entity = Readonly<{ type: string; offset: number; length: number; url?: string; language?: string }>;
export type FormattedText = Readonly<{ text: string; entities: readonly Entity[] }>;

type Kind = Readonly<{ type: string; url?: string; language?: string }>;
type OpenTag = Readonly<{ name: string; kind: Kind; offset: number }>;
type Attributes = ReadonlyMap<string, string>;

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const CHARACTER = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/giy;
const ATTRIBUTE = /\s*([^\s=>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-z0-9.-]+)(?=[\s>])))?/giy;

/** Reads Telegram's HTML; refuses what Telegram refuses, with its words and byte offsets. */
export function parseHtml(html: string): FormattedText {
  const parser = new HtmlParser(html);
  return trimmed(parser.parse());
}

class HtmlParser {
  #at = 0;
  #text = '';
  readonly #open: OpenTag[] = [];
  readonly #entities: Entity[] = [];

  constructor(private readonly html: string) {}

  parse(): FormattedText {
    while (this.#at < this.html.length) {
      const next = this.html[this.#at];
      if (next === '<') this.#tag();
      else if (next === '&') this.#character();
      else {
        this.#text += next;
        this.#at += 1;
      }
    }
    const left = this.#open.at(-1);
    if (left) throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${left.name}"`);
    return { text: this.#text, entities: this.#entities };
  }

  #character(): void {
    const { text, length } = characterAt(this.html, this.#at);
    this.#text += text;
    this.#at += length;
  }

  #tag(): void {
    const begin = this.#at;
    const isEnd = this.html[begin + 1] === '/';
    const name = /[^\s>]*/y;
    name.lastIndex = begin + (isEnd ? 2 : 1);
    const tag = (name.exec(this.html)?.[0] ?? '').toLowerCase();
    this.#at = name.lastIndex;
    if (isEnd) this.#end(tag, begin);
    else this.#start(tag, begin);
  }

  #start(name: string, begin: number): void {
    if (this.#at >= this.html.length) this.#fail('Unclosed start tag', begin);
    if (!Object.hasOwn(TYPES, name)) this.#fail(`Unsupported start tag "${name}"`, begin);
    const attributes = this.#attributes(name, begin);
    if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
      this.#fail('Tag "span" must have class "tg-spoiler"', begin);
    }
    this.#open.push({ name, kind: kindOf(name, attributes), offset: this.#text.length });
  }

  #attributes(name: string, begin: number): Attributes {
    const found = new Map<string, string>();
    for (;;) {
      while (/\s/.test(this.html[this.#at] ?? '')) this.#at += 1;
      if (this.#at >= this.html.length) this.#fail(`Unclosed start tag "${name}"`, begin);
      if (this.html[this.#at] === '>') break;
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(this.html);
      if (!match) this.#fail(`Empty attribute name in the tag "${name}"`, this.#at);
      this.#at = ATTRIBUTE.lastIndex;
      found.set((match[1] ?? '').toLowerCase(), decoded(match[2] ?? match[3] ?? match[4] ?? ''));
    }
    this.#at += 1;
    return found;
  }

  #end(name: string, begin: number): void {
    const open = this.#open.pop();
    if (!open) this.#fail('Unexpected end tag', begin);
    while (/\s/.test(this.html[this.#at] ?? '')) this.#at += 1;
    if (this.html[this.#at] !== '>') this.#fail('Unclosed end tag', begin);
    this.#at += 1;
    if (name !== '' && name !== open.name) {
      const at = this.#bytes(begin);
      throw badRequest(
        `can't parse entities: Unmatched end tag at byte offset ${at}, expected "</${open.name}>", found "</${name}>"`,
      );
    }
    const length = this.#text.length - open.offset;
    if (length > 0) this.#entities.push({ ...open.kind, offset: open.offset, length });
  }

  #bytes(index: number): number {
    return Buffer.byteLength(this.html.slice(0, index));
  }

  #fail(reason: string, index: number): never {
    throw badRequest(`can't parse entities: ${reason} at byte offset ${this.#bytes(index)}`);
  }
}

function kindOf(name: string, attributes: Attributes): Kind {
  const type = TYPES[name] ?? name;
  if (name === 'a') return { type, url: attributes.get('href') ?? '' };
  if (name === 'blockquote' && attributes.has('expandable')) return { type: 'expandable_blockquote' };
  return { type };
}

/** Only four named references are known; every numeric one works; the semicolon may be missing. */
function characterAt(html: string, at: number): Readonly<{ text: string; length: number }> {
  CHARACTER.lastIndex = at;
  const match = CHARACTER.exec(html);
  if (!match) return { text: '&', length: 1 };
  const [whole, hex, decimal, name] = match;
  if (name !== undefined) return { text: NAMED[name.toLowerCase()] ?? whole, length: whole.length };
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return { text: point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole, length: whole.length };
}

function decoded(value: string): string {
  let text = '';
  for (let at = 0; at < value.length;) {
    const next = value[at] === '&' ? characterAt(value, at) : { text: value[at] ?? '', length: 1 };
    text += next.text;
    at += next.length;
  }
  return text;
}

/** Telegram trims white space at both ends; entities there shrink with it. */
function trimmed({ text, entities }: FormattedText): FormattedText {
  const cut = text.length - text.trimStart().length;
  const kept = text.trim();
  const moved = entities.flatMap((entity) => {
    const start = Math.max(0, entity.offset - cut);
    const end = Math.min(kept.length, entity.offset + entity.length - cut);
    return end > start ? [{ ...entity, offset: start, length: end - start }] : [];
  });
  return { text: kept, entities: moved.toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}
