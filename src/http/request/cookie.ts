import type { Config } from '../../config/config';

/** What a cookie of ours is called. The prefix ties it to our host and to https, which a development machine does not have. */
export const cookieName = (name: string, { publicUrl }: Pick<Config, 'publicUrl'>): string =>
  publicUrl.startsWith('https:') ? `__Host-${name}` : name;

/** The value of a cookie, as a request's header has it; undefined where it is not there. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * A cookie that no script reads and no other site brings along (RFC 6265bis). Its value must need no quotes.
 * @param maxAgeSeconds 0 takes it away
 */
export function writeCookie(name: string, value: string, maxAgeSeconds: number): string {
  // Browsers refuse one of this name that is not secure, not for the whole host, or for its subdomains too.
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
