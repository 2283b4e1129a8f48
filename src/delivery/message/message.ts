import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { isOpenTo, type WayIn } from '../../config/apps/app';
import { Config } from '../../config/config';
import { Secrets } from '../../verification/secrets';
import { IN_CHAT, type Verification } from '../../verification/verification';
import { isButtonUrl, type Button, type OutgoingMessage } from '../../telegram/sender/message';
import { Pictures } from './pictures';
import { deviceIn, escaped, textsIn, type Texts } from './texts';

/** `callback_data` of "This wasn't me": names the verification by its link id; its own id never reaches Telegram. */
export const denial = {
  data: (linkId: string): string => `deny:${linkId}`,
  pattern: /^deny:([\w-]{22})$/,
};

/** Renders the one message of a verification; its secrets exist from here to Telegram and nowhere else. */
@Injectable()
export class MessageComposer {
  private readonly lives = new Map<string, string>();

  constructor(
    private readonly secrets: Secrets,
    private readonly pictures: Pictures,
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  compose(verification: Verification, language: string): OutgoingMessage {
    const code = this.secrets.code(verification);
    if (verification.purpose === 'service') return this.confirmation(verification, language, code);
    if (verification.askedBy === IN_CHAT) return this.linkAlone(verification, language);
    const link = this.linkOf(verification);
    if (!this.takes(verification, 'code')) return this.withoutCode(verification, language, link);
    if (!this.hasLink(verification)) {
      const html = this.words(verification, language, code, textsIn(language).typeIt);
      return { html, buttons: codeButtons(verification, language, code) };
    }
    const picture = this.pictures.draw(link);
    const isOpenable = isButtonUrl(link);
    const { tapOrType, scanOrType, typeIt, openLink } = textsIn(language);
    const alone = this.words(verification, language, code, isOpenable ? tapOrType : typeIt);
    const opening: Button[][] = isOpenable ? [[{ kind: 'url', text: openLink, url: link }]] : [];
    return {
      html: picture && !isOpenable ? this.words(verification, language, code, scanOrType) : alone,
      htmlAlone: alone,
      picture,
      // A link that Telegram would refuse is left out: it would refuse the whole message with it.
      buttons: [...opening, ...codeButtons(verification, language, code)],
    };
  }

  /** The message until its secrets are put in: no code, no link, no button, and a QR picture of our address only. */
  placeholder(verification: Verification, language: string): OutgoingMessage {
    const { onItsWay, linkOnItsWay } = textsIn(language);
    const isService = verification.purpose === 'service';
    const what = isService || this.takes(verification, 'code') ? onItsWay : linkOnItsWay;
    const html = `${this.title(verification.appId)}\n${what}`;
    const hasPicture = !isService && this.hasLink(verification);
    const picture = hasPicture ? this.pictures.draw(this.config.publicUrl) : undefined;
    return { html, picture, buttons: [] };
  }

  /** Requested in this chat: no device waits for a code, and the link signs in where it is opened or scanned. */
  private linkAlone(verification: Verification, language: string): OutgoingMessage {
    const texts = textsIn(language);
    const link = this.linkOf(verification);
    const toDo = isButtonUrl(link) ? texts.tapLink : texts.scanLink;
    const html = [
      this.title(verification.appId),
      toDo,
      texts.linkLife(this.lifeIn(language)),
      `<b>${texts.neverShareLink}</b>`,
    ].join('\n');
    return { html, picture: this.pictures.draw(link), buttons: linkButtons(verification, language, link) };
  }

  /** Requested on a device that waits, for an app that takes no codes. */
  private withoutCode(verification: Verification, language: string, link: string): OutgoingMessage {
    const texts = textsIn(language);
    const { requester, appId } = verification;
    const html = [
      this.title(appId),
      this.toDoByLink(verification, texts, isButtonUrl(link)),
      texts.linkLife(this.lifeIn(language)),
      texts.askedBy(...deviceIn(texts, requester)),
      `<b>${texts.neverShareLink}</b>`,
    ].join('\n');
    return { html, picture: this.pictures.draw(link), buttons: linkButtons(verification, language, link) };
  }

  private toDoByLink(verification: Verification, texts: Texts, isOpenable: boolean): string {
    if (!this.takes(verification, 'approval')) return isOpenable ? texts.tapLink : texts.scanLink;
    if (!this.takes(verification, 'link')) return isOpenable ? texts.tapToApprove : texts.scanToApprove;
    return isOpenable ? texts.tapToChoose : texts.scanToChoose;
  }

  private hasLink(verification: Verification): boolean {
    return this.takes(verification, 'link') || this.takes(verification, 'approval');
  }

  private takes({ appId }: Verification, way: WayIn): boolean {
    return isOpenTo(this.apps.brandOf(appId), way);
  }

  private linkOf(verification: Verification): string {
    return `${this.config.magicLinkBaseUrl}/verify#${this.secrets.linkToken(verification)}`;
  }

  /** Signs no one in, so there is no link to open: only a code to type where the person was asked for it. */
  private confirmation(verification: Verification, language: string, code: string): OutgoingMessage {
    const texts = textsIn(language);
    const { reason, appId } = verification;
    const lines = [
      this.title(appId),
      ...(reason === undefined ? [] : [texts.toConfirm(escaped(reason))]),
      texts.yourCode(code),
      texts.life(this.lifeIn(language)),
      texts.typeIt,
      `<b>${texts.neverShareCode}</b>`,
    ];
    return { html: lines.join('\n'), buttons: codeButtons(verification, language, code) };
  }

  /** @param toDo the sentence that says what to do with the code */
  private words({ requester, appId }: Verification, language: string, code: string, toDo: string): string {
    const texts = textsIn(language);
    return [
      this.title(appId),
      texts.yourCode(code),
      texts.life(this.lifeIn(language)),
      toDo,
      texts.askedBy(...deviceIn(texts, requester)),
      `<b>${texts.neverShare}</b>`,
    ].join('\n');
  }

  /** The requesting app: its name and, if it has one, its domain. */
  private title(appId: string | undefined): string {
    const { name, domain } = this.apps.brandOf(appId);
    return `<b>${escaped(name)}</b>${domain === undefined ? '' : ` (${escaped(domain)})`}`;
  }

  /** "60 seconds", "10 minutes"; cached per language: a formatter costs more than all other words of a message. */
  private lifeIn(language: string): string {
    const known = this.lives.get(language);
    if (known !== undefined) return known;
    const { ttlSeconds: seconds } = this.config.otp;
    const [count, unit] = seconds >= 120 && seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
    const life = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
    this.lives.set(language, life);
    return life;
  }
}

function linkButtons({ linkId }: Verification, language: string, link: string): Button[][] {
  const texts = textsIn(language);
  const opening: Button[][] = isButtonUrl(link) ? [[{ kind: 'url', text: texts.openLink, url: link }]] : [];
  return [...opening, [{ kind: 'callback', text: texts.denyButton, data: denial.data(linkId) }]];
}

function codeButtons({ linkId }: Verification, language: string, code: string): Button[][] {
  const texts = textsIn(language);
  return [
    [{ kind: 'copy', text: texts.copyCode, copy: code }],
    [{ kind: 'callback', text: texts.denyButton, data: denial.data(linkId) }],
  ];
}
