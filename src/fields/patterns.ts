/** What a field may look like: one check for server and page, so that neither refuses what the other accepts. */

/** The longest line that a person reads, in characters as people count them, not in UTF-16 units. */
export const MAX_LINE = 100;

/** Control characters, halves of a character, line and paragraph separators, and marks that turn text around. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Characters that take up no room, or room without ink: names that differ only in them look the same. Those that join
 * letters and emoji are needed for writing, and stay.
 */
const INKLESS =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0]|\u034f|\u17b4|\u17b5/g;

export const lineOf = (text: string): string => text.replace(INKLESS, '').trim();

/** Joiners, letters without ink and other shapeless marks alone do not make a line. */
export const VISIBLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

export const lengthOf = (text: string): number => [...text].length;

/** RFC 5321, 4.5.3.1.3: the whole path, brackets included, has at most 256. */
export const MAX_EMAIL = 254;

// Without `\w`, `\d` and flags: the API's document has these, too, and elsewhere they would mean other things.
const LOCAL = /[0-9A-Za-z_!#$%&'*+/=?^`{|}~-]+(?:\.[0-9A-Za-z_!#$%&'*+/=?^`{|}~-]+)*/;
const LABEL = /[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?/;

/** RFC 5321's `Dot-string` of at most 64 characters, and a domain of at least two labels, the last no number. */
export const EMAIL = new RegExp(`^(?=[^@]{1,64}@)${LOCAL.source}@(?:${LABEL.source}\\.)+(?![0-9]+$)${LABEL.source}$`);

/** E.164: a plus, the country, the number. */
export const PHONE = /^\+[1-9][0-9]{6,14}$/;

/** At most 52 significant bits: a JSON number holds them exactly. */
export const CHAT_ID = /^[1-9]\d{0,15}$/;

export const USERNAME = /^@?(?=.{4,32}$)[A-Za-z](?:_?[A-Za-z0-9])*$/;
