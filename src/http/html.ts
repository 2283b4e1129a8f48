const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Somebody else's words, as HTML: between tags, or in an attribute. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
