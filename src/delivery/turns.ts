import { isIPv4 } from 'node:net';

/** An address, or a /64, gets a turn this often; a /56 four times, a /48 or an IPv4 /24 sixteen times as often. */
const GAPS_MS = { address: 2_000, '/56': 500, '/48': 125, '/24': 125 } as const;

const gapOf = (network: string, level: number): number =>
  level === 0 ? GAPS_MS.address : GAPS_MS[network.slice(network.indexOf('/')) as keyof typeof GAPS_MS];

/**
 * Assigns places in a line in which each network waits only for itself: its excess requests go behind what others
 * request later. An empty line costs no time, for places are an order, not times to wait for.
 */
export class Turns {
  /** By network, in the order of their last turns: the place of its next turn. */
  private readonly next = new Map<string, number>();

  /** The place of the next message that is requested from this address bucket. */
  place(bucket: string, now: Date): Date {
    return new Date(Math.max(...networksOf(bucket).map((network) => this.nextOf(network, now.getTime()))));
  }

  take(bucket: string, now: Date): Date {
    const place = this.place(bucket, now);
    this.forget(now.getTime());
    for (const [level, network] of networksOf(bucket).entries()) {
      const next = this.nextOf(network, now.getTime()) + gapOf(network, level);
      this.next.delete(network);
      this.next.set(network, next);
    }
    return place;
  }

  private nextOf(network: string, now: number): number {
    return Math.max(now, this.next.get(network) ?? 0);
  }

  private forget(now: number): void {
    for (const [network, next] of this.next) {
      if (next > now) return;
      this.next.delete(network);
    }
  }
}

/**
 * The networks that an address bucket lies in, starting with itself: an IPv6 /64 in a /56 in a /48, an IPv4 address in
 * a /24. A household gets a /56 or more, a small firm or a rack of servers a /48 or a /24.
 */
function networksOf(bucket: string): string[] {
  if (isIPv4(bucket)) return [bucket, `${bucket.slice(0, bucket.lastIndexOf('.'))}.0/24`];
  const [a, b, c, d] = bucket.split(':');
  if (d === undefined) return [bucket];
  const fourth = parseInt(d, 16) & 0xff00;
  return [bucket, `${a}:${b}:${c}:${fourth.toString(16)}::/56`, `${a}:${b}:${c}::/48`];
}
