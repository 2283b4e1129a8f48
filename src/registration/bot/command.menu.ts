import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { languages } from '../../config/languages';
import { commands, textsIn } from '../../delivery/message/texts';
import { BotApiError, isByStopping } from '../../telegram/api/bot-api.error';
import { Bots, type Bot } from '../../telegram/bots/telegram.bots';

type Entry = Readonly<{ command: string; description: string }>;

/** Groups are none of our business. */
const scope = { type: 'all_private_chats' };

/** The commands that Telegram offers beside the message field, in each language. */
@Injectable()
export class CommandMenu implements OnApplicationBootstrap {
  private readonly logger = new Logger(CommandMenu.name);

  constructor(private readonly bots: Bots) {}

  onApplicationBootstrap(): void {
    this.bots.onceUp((bot) => void this.lay(bot));
  }

  /** Best effort: everything works without the menu. One that is right already is left alone. */
  private async lay(bot: Bot): Promise<void> {
    try {
      for (const language of languages) {
        const commands = entriesIn(language);
        // The English menu serves every language without a menu of its own.
        const place = { scope, ...(language !== 'en' && { language_code: language }) };
        const there = await bot.api.call<Entry[]>('getMyCommands', place);
        if (!isSame(there, commands)) await bot.api.call('setMyCommands', { ...place, commands });
      }
    } catch (error) {
      if (error instanceof BotApiError && isByStopping(error)) return;
      this.logger.warn({ msg: 'the menu of commands could not be set', bot: bot.id, error });
    }
  }
}

function entriesIn(language: string): Entry[] {
  const texts = textsIn(language);
  return commands.map((command) => ({ command, description: texts[`menu.${command}`] }));
}

const isSame = (there: readonly Entry[], ours: readonly Entry[]): boolean =>
  there.length === ours.length &&
  ours.every(({ command, description }, place) => {
    const entry = there[place];
    return entry?.command === command && entry.description === description;
  });
