import { follow } from '../src/route';
import { adviceOn } from './advice';
import type { SignIn } from './operator.client';
import { search } from './search';
import { TimeOf } from './time.of';

/** The app that people sign in to if no other has sent them here. */
const OWN = 'default';

/** One sign-in: when, who, what became of it; with a link to its timeline. */
export function SignInLine({
  verification_id: id,
  created_at: at,
  status,
  reason,
  end_reason: end,
  app,
  ...of
}: SignIn) {
  const who =
    of.name ??
    of.email ??
    (of.telegram_username && `@${of.telegram_username}`) ??
    (of.chat_id ? `Chat ${of.chat_id}` : 'Nobody yet');
  const advice = adviceOn({ reason, end_reason: end });
  return (
    <li class="line">
      <p class="line-head">
        <TimeOf at={at} />
        <a href={`#${id}`} onClick={follow(() => search.look(id))}>
          <bdi>{who}</bdi>
        </a>
        <span class="line-state">
          {status}
          {of.door && ` by ${of.door}`}
          {(reason ?? end) && `: ${reason ?? end}`}
        </span>
      </p>
      <p class="muted">
        {[app.id !== OWN && `for ${app.name}`, aboutSignIn({ ...of, name: who === of.name ? null : of.name })]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {advice && <p>{advice}</p>}
    </li>
  );
}

/** What was typed and where it came from, as far as known. */
export function aboutSignIn(
  of: Omit<SignIn, 'verification_id' | 'created_at' | 'status' | 'reason' | 'end_reason' | 'app'>,
): string {
  const device = [of.browser, of.system].filter(Boolean).join(' on ');
  const known = [
    ...[of.name, of.email, of.phone, of.telegram_username && `@${of.telegram_username}`],
    ...[of.chat_id && `chat ${of.chat_id}`, of.address, device, of.request_id && `reference ${of.request_id}`],
  ];
  return [...new Set(known.filter(Boolean))].join(' · ');
}
