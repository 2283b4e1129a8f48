/** One button under a message; `data` comes back to the bot when it is pressed. */
export type Button = Readonly<
  | { kind: 'url'; text: string; url: string }
  | { kind: 'copy'; text: string; copy: string }
  | { kind: 'callback'; text: string; data: string }
>;

/** HTML text, an optional PNG above it, rows of buttons. */
export type OutgoingMessage = Readonly<{
  html: string;
  /** The text for a message that goes without its picture; `html` if absent. */
  htmlAlone?: string;
  picture?: Buffer;
  buttons: readonly (readonly Button[])[];
}>;

/** Telegram refuses a whole message for one button whose host has no dot (localhost) or whose scheme is not http(s). */
export function isButtonUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return ['http:', 'https:'].includes(protocol) && (hostname.includes('.') || hostname.startsWith('['));
}
