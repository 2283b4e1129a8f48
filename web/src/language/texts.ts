/** The forms of a counted thing, by the plural rules of the language; each says `{count}`. */
export type Plurals = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** All that the web app says in one language; `Key` names the sentences. */
export type Texts<Key extends string> = Readonly<{
  sentences: Readonly<Record<Key, string>>;
  /** "Not the right code. 3 tries left." */
  triesLeft: Plurals;
  /** "42 seconds", in the grammatical case that follows "in" and "for": the sentences are written to fit. */
  seconds: Plurals;
  /** The same for minutes. */
  minutes: Plurals;
}>;
