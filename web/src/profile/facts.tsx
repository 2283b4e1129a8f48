import type { Session, User } from '../api/types';
import { say } from '../words';

/** What a session says of its user, and what the profile adds once it has been read. */
export type Person = Session['user'] & Partial<User>;

export function Facts({ user }: { user: Person }) {
  return (
    <dl class="facts">
      {factsOf(user).map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd class={fact ? undefined : 'muted'}>{fact ?? say('profile.empty')}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(user: Person): readonly (readonly [term: string, fact: string | null])[] {
  const { email, email_verified, phone, phone_verified, telegram_id, telegram_username } = user;
  return [
    [say('field.email'), email && email_verified ? say('profile.email_verified', { email }) : email],
    [say('field.phone'), phone && phone_verified ? say('profile.phone_verified', { phone }) : phone],
    [say('profile.telegram'), telegram_username ? `@${telegram_username}` : String(telegram_id)],
  ];
}
