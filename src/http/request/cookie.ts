import type { Config } from '../../config/config';

/** A cookie's full name. The prefix ties it to our host and to https, which a development machine does not have. */
export const cookieName = (name: string, { publicUrl }: Pick<Config, 'publicUrl'>): string =>
  publicUrl.startsWith('https:') ? `__Host-${name}` : name;

/** The value of a cookie in a request's header; undefined if it is absent. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * A cookie that no script can read and no other site's request carries (RFC 6265bis). Its value must need no quotes.
 * @param maxAgeSeconds 0 deletes it
 */
export function writeCookie(name: string, value: string, maxAgeSeconds: number): string {
  // Browsers refuse a cookie with this prefix unless it is secure, and for the whole host without its subdomains.
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
