import { Logger } from '@nestjs/common';
import { BotApiError } from '../api/bot-api.error';
import type { Button, OutgoingMessage } from './message';

type Kind = Button['kind'];
type Rows = OutgoingMessage['buttons'];

/** If Telegram's sentence names no kind, the kind added last to the Bot API is the first suspect. */
const SUSPECTS: readonly (readonly [kind: Kind, named: RegExp])[] = [
  ['copy', /COPY_TEXT|text buttons are unallowed/i],
  ['url', /URL/],
  ['callback', /DATA/],
];

/** Telegram refuses a message for one button: an older Bot API server lacks its kind, or the address is not allowed. */
export function isButtonRefused(error: unknown): error is BotApiError {
  if (!(error instanceof BotApiError) || error.kind !== 'refused') return false;
  return /\bBUTTON_|inline keyboard|REPLY_MARKUP_INVALID/i.test(error.description);
}

/** The kinds of buttons that each bot's Telegram refuses: they are left out of what is sent. */
export class RefusedButtons {
  private readonly logger = new Logger('Telegram');
  private readonly kinds = new Map<number, Set<Kind>>();

  /** Sends again without the kind of button that was refused, and from then on leaves it out from the start. */
  async leaveOut<T>(botId: number, buttons: Rows, send: (buttons: Rows) => Promise<T>): Promise<T> {
    const left = this.without(botId, buttons);
    try {
      return await send(left);
    } catch (error) {
      const kind = isButtonRefused(error) && kindOf(error, left);
      if (!kind) throw error;
      this.remember(botId, kind, error);
      return this.leaveOut(botId, left, send);
    }
  }

  private without(botId: number, buttons: Rows): Rows {
    const refused = this.kinds.get(botId);
    return refused ? buttons.map((row) => row.filter(({ kind }) => !refused.has(kind))) : buttons;
  }

  private remember(botId: number, kind: Kind, { message }: BotApiError): void {
    const refused = this.kinds.get(botId) ?? new Set();
    if (!refused.has(kind))
      this.logger.warn(`Bot ${botId}: Telegram refuses ${kind} buttons (${message}); messages go out without them`);
    this.kinds.set(botId, refused.add(kind));
  }
}

function kindOf({ description }: BotApiError, buttons: Rows): Kind | undefined {
  const there = new Set(buttons.flat().map(({ kind }) => kind));
  const suspects = SUSPECTS.filter(([kind]) => there.has(kind));
  return (suspects.find(([, named]) => named.test(description)) ?? suspects[0])?.[0];
}
