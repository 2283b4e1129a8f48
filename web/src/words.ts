/** Every sentence of the app. A second language is a second table with these keys. */
const english = {
  'app.name': 'Telega2Go',
  'app.sandbox': 'sandbox',
  'app.sandbox.about': 'Sandbox: open the pretend phone (new tab)',
  'app.offline': 'You are offline. What you typed is kept. We go on when the connection is back.',
  'app.online': 'You are online again.',
  'app.loading': 'One moment.',

  'action.open_telegram': 'Open Telegram',
  'action.show_qr': 'Show a QR code instead',
  'action.hide_qr': 'Hide it',
  'action.resend': 'Send again',
  'action.resend_in': 'Send again in {left}',
  'action.send_new': 'Send a new code',
  'action.send_new_in': 'Send a new code in {left}',
  'action.new_link': 'Get a new link',
  'action.new_link_in': 'Get a new link in {left}',
  'action.cancel': 'Cancel',
  'action.start_again': 'Start again',
  'action.start_again_in': 'Start again in {left}',
  'action.try_again': 'Try again',
  'action.try_again_in': 'Try again in {left}',
  'action.continue': 'Continue',
  'action.to_start': 'To the start',
  'action.sign_in': 'Sign in',
  'action.sign_in_here': 'Sign in here',
  'action.change_email': 'Change e-mail',

  'welcome.headline': 'Sign in with Telegram',
  'welcome.sentence': 'No password. One message with a code and a link, which destroys itself after {seconds}.',
  'welcome.more': 'More',
  'welcome.submit': 'Continue',
  'welcome.busy': 'Asking',
  'welcome.again': 'Been here before? The same form signs you in.',
  'field.name': 'Name',
  'field.email': 'E-mail',
  'field.phone': 'Phone',
  'field.telegram_username': 'Telegram username',
  'field.telegram_chat_id': 'Telegram chat id',
  'field.optional': 'optional',
  'field.phone.hint': 'Like +49 30 123456.',
  'field.telegram_username.hint': 'Kept with your profile, nothing more.',
  'field.telegram_chat_id.hint': 'With it, the message goes out at once.',
  'fault.name': 'A name has 1 to 100 characters.',
  'fault.email': 'Not a complete e-mail address.',
  'fault.phone': 'Begin with + and the country code.',
  'fault.telegram_username': '4 to 32 letters, digits, underscores.',
  'fault.telegram_chat_id': 'A whole number above zero.',
  'fault.other': 'This does not fit.',

  'bot.unknown': 'our bot',
  'time.unknown': 'further notice',

  'step.asked': 'Asked',
  'step.sending': 'On its way',
  'step.telegram': 'In Telegram',
  'step.in': 'You are in',
  'steps.label': 'Progress',
  'steps.done': 'done',
  'steps.current': 'now',
  'steps.stopped': 'stopped here',
  'steps.ahead': 'still to come',

  'waiting.loading.headline': 'One moment',
  'waiting.loading.sentence': 'We are looking up where you were.',
  'waiting.awaiting_telegram.headline': 'Open Telegram and press Start',
  'waiting.awaiting_telegram.sentence': 'That tells us where to send your code. The link works until {time}.',
  'waiting.sending.headline': 'Your code is on its way',
  'waiting.sending.sentence': 'Usually this takes a second.',
  'waiting.slow.headline': 'Telegram is slow right now',
  'waiting.slow.sentence': 'We keep trying until {time}. You need not do anything.',
  'waiting.sent.headline': 'Check your Telegram',
  'waiting.sent.sentence':
    'Type the code, scan the picture, or press the button there. It all destroys itself in {seconds}.',
  'waiting.verified.headline': 'You are in',
  'waiting.verified.sentence': 'Welcome, {name}. The message is gone from Telegram.',
  'waiting.elsewhere.headline': 'You are in',
  'waiting.elsewhere.sentence': 'You signed in with the link, on another screen or tab. This one is done.',
  'waiting.blocked.headline': 'Telegram won’t let us write to you',
  'waiting.blocked.sentence': 'You have blocked {bot}. Unblock it, then press Start.',
  'waiting.unreached.headline': 'We can’t reach you in Telegram yet',
  'waiting.unreached.sentence': 'Open {bot} and press Start once.',
  'waiting.deactivated.headline': 'That Telegram account is closed',
  'waiting.deactivated.sentence': 'Telegram says it is deactivated. Start again with another one.',
  'waiting.deadline.headline': 'Telegram didn’t answer in time',
  'waiting.deadline.sentence': 'Nothing is lost: send a new code.',
  'waiting.internal.headline': 'We couldn’t send your code',
  'waiting.internal.sentence': 'It is our fault and we have been told.',
  'waiting.expired.headline': 'That code has destroyed itself',
  'waiting.expired.sentence': 'Codes live for {seconds}.',
  'waiting.unused.headline': 'That link has run out',
  'waiting.unused.sentence': 'Nobody pressed Start, so nothing was sent.',
  'waiting.locked.headline': 'Too many wrong codes',
  'waiting.locked.sentence': 'For your safety this one is closed. You can ask for a new one at {time}.',
  'waiting.cancelled.headline': 'Cancelled',
  'waiting.cancelled.sentence': 'The code no longer works.',
  'waiting.gone.headline': 'Nothing is waiting here',
  'waiting.gone.sentence': 'This sign-in is over, or it began on another device.',
  'waiting.polling': 'Live updates are paused; we look every 2 seconds.',
  'waiting.reconnected': 'Live again.',

  'code.label': 'Code from Telegram',
  'code.hint': '{length} digits. It sends itself when complete.',
  'code.checking': 'Checking.',
  'code.left': '{seconds} left',
  'qr.label': 'QR code of the link that opens our bot in Telegram',
  'qr.about': 'Scan this with your phone, or open Telegram here.',

  'otp_invalid.one': 'Not the right code. {count} try left.',
  'otp_invalid.other': 'Not the right code. {count} tries left.',
  'otp_invalid.unknown': 'Not the right code.',

  'link.loading.headline': 'One moment',
  'link.loading.sentence': 'We are looking at your link. Nothing is used up by this.',
  'link.ask.headline': 'Sign in as {name}?',
  'link.ask.sentence': 'Asked from {browser} on {system}, {ago}.',
  'link.ask.unknown': 'Asked {ago}.',
  'link.ask.not_me': 'Wasn’t this you? Press “This wasn’t me” under the message in Telegram.',
  'link.busy': 'Signing in',
  'link.missing.headline': 'Open your link once more',
  'link.missing.sentence':
    'This page has forgotten it, for your safety. Press the button in Telegram or scan the picture.',

  'profile.title': 'Your profile',
  'profile.headline': '{name}',
  'profile.sentence': 'You are signed in with Telegram.',
  'profile.telegram': 'Telegram',
  'profile.none.headline': 'You are not signed in here',
  'profile.none.sentence': 'A reload ends the session of this page. Signing in takes a moment.',
  'profile.empty': 'not given',

  'nowhere.headline': 'Nothing here',
  'nowhere.sentence': 'The address may be mistyped, or the page has moved.',

  'problem.link_invalid.headline': 'This link doesn’t work any more',
  'problem.link_invalid.sentence': 'Links work once, for {seconds}.',
  'problem.already_used.headline': 'Already used',
  'problem.already_used.sentence':
    'Somebody signed in with this a moment ago. If it wasn’t you, press “This wasn’t me” in Telegram.',
  'problem.email_taken.headline': 'That e-mail belongs to another account',
  'problem.email_taken.sentence': 'Sign in there, or use another e-mail.',
  'problem.rate_limited.headline': 'A short break',
  'problem.rate_limited.sentence': 'Too many requests from here. Try again in {left}.',
  'problem.rate_limited.over': 'You can try again now.',
  'problem.busy.headline': 'Busy at the moment',
  'problem.busy.sentence': 'We will try again by ourselves in {left}.',
  'problem.busy.later': 'Try again in {left}.',
  'problem.busy.over': 'You can try again now.',
  'problem.offline.headline': 'You are offline',
  'problem.offline.sentence': 'What you typed is kept. We go on when the connection is back.',
  'problem.account_disabled.headline': 'This account is closed',
  'problem.account_disabled.sentence': 'Ask the people who run this service.',
  'problem.too_many_attempts.headline': 'Too many wrong codes',
  'problem.too_many_attempts.sentence': 'For your safety this one is closed. You can start again.',
  'problem.expired.headline': 'That code has destroyed itself',
  'problem.expired.sentence': 'Ask for a new one.',
  'problem.gone.headline': 'Nothing is waiting here',
  'problem.gone.sentence': 'This sign-in is over, or it began on another device.',
  'problem.unauthorized.headline': 'Your session is over',
  'problem.unauthorized.sentence': 'Signing in again takes a moment.',
  'problem.invalid.headline': 'Please look at what is marked',
  'problem.invalid.sentence': 'Something there does not fit.',
  'problem.internal.headline': 'Something went wrong on our side',
  'problem.internal.sentence': 'It is our fault, and what you typed is kept.',
  'problem.reference': 'Reference {reference}.',
} as const;

export type Words = keyof typeof english;

const LANGUAGE = 'en';

/** The sentence, its `{gaps}` filled; a gap without a value stays visible, so that nobody ships it. */
export function say(key: Words, values: Readonly<Record<string, string | number>> = {}): string {
  return english[key].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** "3 tries left", in the language's own plural. */
export function sayTriesLeft(count: number | undefined): string {
  if (count === undefined) return say('otp_invalid.unknown');
  const form = new Intl.PluralRules(LANGUAGE).select(count) === 'one' ? 'one' : 'other';
  return say(`otp_invalid.${form}`, { count });
}

/** "42 seconds", "1 second". */
export function saySeconds(seconds: number): string {
  return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds);
}

/** A moment as the reader's own clock shows it; to the second only where seconds matter. */
export function sayTime(moment: string | null, toTheSecond = false): string {
  if (moment === null) return say('time.unknown');
  const second = toTheSecond ? '2-digit' : undefined;
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second }).format(new Date(moment));
}

/** "12 seconds ago", "2 minutes ago". */
export function sayAgo(moment: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000));
  const words = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'always' });
  if (seconds < 60) return words.format(-seconds, 'second');
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), 'minute');
  return words.format(-Math.floor(seconds / 3600), 'hour');
}
