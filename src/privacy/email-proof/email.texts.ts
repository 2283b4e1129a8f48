import type { Language } from '../../config/languages';
import type { Mail } from '../../mail/mailer';

type Write = (code: string, service: string) => Pick<Mail, 'subject' | 'text'>;

const texts: Readonly<Record<Language, Write>> = {
  en: (code, service) => ({
    subject: 'Confirm your e-mail',
    text: `Your code for ${service}: ${code}

It works for 10 minutes. Type it on your account's page, where you asked for it.

If you didn't ask for it, ignore this e-mail: without the code nothing happens.
`,
  }),
  de: (code, service) => ({
    subject: 'Bestätigen Sie Ihre E-Mail',
    text: `Ihr Code für ${service}: ${code}

Er gilt 10 Minuten. Geben Sie ihn auf der Seite Ihres Kontos ein, auf der Sie ihn angefordert haben.

Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail: Ohne den Code geschieht nichts.
`,
  }),
  ru: (code, service) => ({
    subject: 'Подтвердите почту',
    text: `Ваш код для ${service}: ${code}

Он действует 10 минут. Введите его на странице аккаунта, где вы его запросили.

Если вы его не запрашивали, не обращайте внимания на это письмо: без кода ничего не произойдёт.
`,
  }),
};

/** @param service the host that people know us by */
export const mailOfCode = (language: Language, code: string, service: string): Pick<Mail, 'subject' | 'text'> =>
  texts[language](code, service);
