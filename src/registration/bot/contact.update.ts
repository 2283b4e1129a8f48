import { UseInterceptors } from '@nestjs/common';
import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { AccountService } from '../../account/account.service';
import { ProfileService } from '../../account/profile.service';
import { clock } from '../../clock';
import { languageOf, textsIn, type Texts } from '../../delivery/message/texts';
import { phone } from '../../fields/fields';
import { HandledOnce } from './once.interceptor';
import { userOf } from './registration.update';
import { Replies } from './replies';

type Contact = Readonly<{ phone_number: string; user_id?: number }>;

/** A contact that a person shares with the bot: see `RegistrationUpdate` for how handlers are written. */
@Update()
@UseInterceptors(HandledOnce)
export class ContactUpdate {
  constructor(
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
    private readonly replies: Replies,
  ) {}

  @On('contact')
  async keep(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (!user || !ctx.message || !('contact' in ctx.message)) return;
    const account = await this.accounts.findByTelegramId(user.chatId);
    const texts = textsIn(account?.language ?? languageOf(user.languageCode));
    await this.replies.say(user, await this.answerTo(ctx.message.contact, user.chatId, texts));
  }

  /** Other people's contacts can be shared, too: a contact is the sender's own only if Telegram says so. */
  private async answerTo(contact: Contact, telegramId: number, texts: Texts): Promise<string> {
    const number = phone.safeParse(`+${contact.phone_number.replace(/\D/g, '')}`);
    if (contact.user_id !== telegramId || !number.success) return texts.phoneOfAnother;
    const user = await this.profiles.keepPhone(telegramId, number.data, clock.now());
    return user ? texts.phoneKept : texts.phoneOfNobody;
  }
}
