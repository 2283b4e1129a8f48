import type { User } from '../account/users/user';
import { isOpenTo, type App, type WayIn } from '../config/apps/app';
import type { Door } from '../verification/verification';

/** Which claims each scope gives (OpenID Connect Core 1.0, 5.4; `telegram` is ours). */
export const CLAIMS_BY_SCOPE = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid'],
  profile: ['name', 'preferred_username', 'locale', 'updated_at', 'picture'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  telegram: ['telegram_id'],
} as const;

type Claim = (typeof CLAIMS_BY_SCOPE)[keyof typeof CLAIMS_BY_SCOPE][number];
/** Claims that come from the sign-in, or are looked up for an app. */
type FromElsewhere = 'acr' | 'amr' | 'auth_time' | 'sid' | 'picture';
/** An unknown claim is `undefined`, and left out of tokens and answers. */
type ClaimsOfUser = Readonly<Record<Exclude<Claim, FromElsewhere>, string | number | boolean | undefined>>;

/** Claims say no more than we know: what was typed but never proven is marked as unverified. */
export const claimsOf = (user: User): ClaimsOfUser & { sub: string } => ({
  sub: user.id,
  name: user.name,
  preferred_username: user.telegramUsername,
  locale: user.language,
  updated_at: Math.floor(user.signedInAt.getTime() / 1000),
  email: user.email,
  email_verified: user.email === undefined ? undefined : user.emailVerifiedAt !== undefined,
  phone_number: user.phone,
  phone_number_verified: user.phone === undefined ? undefined : user.phoneVerifiedAt !== undefined,
  telegram_id: user.telegramId,
});

type ClaimsOfDoor = Readonly<{ amr: string[]; acr: string }>;

/** What each door is called where an app lists the ways in that are open to it. */
const WAYS: Readonly<Record<Door, WayIn>> = { otp: 'code', link: 'link', approval: 'approval' };

/** Whether an app accepts a sign-in by this door. One that only a newer version knows passes if all ways are open. */
export function takesDoor(app: Pick<App, 'waysIn'>, door: string): boolean {
  const way = isDoor(door) ? WAYS[door] : undefined;
  return way === undefined ? app.waysIn === undefined : isOpenTo(app, way);
}

/** Whether an app accepts a sign-in of this class (`acr`). */
export const takesClass = (app: Pick<App, 'waysIn'>, acr: string | undefined): boolean =>
  takesDoor(app, Object.entries(DOORS).find(([, claims]) => claims.acr === acr)?.[0] ?? '');

/** How a person signed in, by their session's door. RFC 8176 has no value for a link, nor for an approval elsewhere. */
const DOORS: Readonly<Record<Door, ClaimsOfDoor>> = {
  otp: { amr: ['otp'], acr: 'telegram:code' },
  link: { amr: ['link'], acr: 'telegram:link' },
  approval: { amr: ['link', 'mca'], acr: 'telegram:approval' },
};

export const ACR_VALUES = Object.values(DOORS).map(({ acr }) => acr);

/** Empty for a door that only a newer version knows: no client is told what did not happen. */
export const claimsOfDoor = (door: string): Partial<ClaimsOfDoor> => (isDoor(door) ? DOORS[door] : {});

const isDoor = (door: string): door is Door => Object.hasOwn(DOORS, door);
