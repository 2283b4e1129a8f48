/** Fields of a logged object whose values are never shown. */
const NAMES =
  'token|otp|html|caption|secret|client_secret|access_token|refresh_token|authorization|cookie|set-cookie|x-admin-key';

/** Secrets by their shape, anywhere in a line. The replacement says what was there. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/(?<!\d)\d{4,}:[\w-]{8,}/g, '[bot token]'],
  [/#[\w-]{48}(?![\w-])/g, '#[link token]'],
  [/(start[= ])[\w-]{43}(?![\w-])/g, '$1[start code]'],
  [/<code>\d{6,10}<\/code>/g, '<code>[code]</code>'],
  [new RegExp(`"(${NAMES})":"(?:[^"\\\\]|\\\\.)*"`, 'gi'), '"$1":"[secret]"'],
  // The same in JSON that is nested in JSON as a text.
  [new RegExp(`\\\\"(${NAMES})\\\\":\\\\".*?\\\\"`, 'gi'), '\\"$1\\":\\"[secret]\\"'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[jwt]'],
  [/(\+\d{2})\d{3,11}(\d{2})(?!\d)/g, '$1…$2'],
];

/** The last gate before a log line leaves: nothing that looks like a token, code, link or phone number passes whole. */
export const redact = (line: string): string =>
  shapes.reduce((text, [shape, replacement]) => text.replace(shape, replacement), line);
