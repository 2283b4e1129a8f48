import { Turns } from './turns';

const now = new Date('2030-05-17T12:00:00.000Z');
const secondsAhead = (place: Date) => (place.getTime() - now.getTime()) / 1000;

describe('the line of unproven initiators', () => {
  it('puts a first request at the front, whatever another network has asked for', () => {
    const turns = new Turns();
    for (let asked = 0; asked < 1000; asked++) turns.take('203.0.113.7', now);
    expect(secondsAhead(turns.place('203.0.113.7', now))).toBe(2000);
    expect(secondsAhead(turns.place('198.51.100.1', now))).toBe(0);
  });

  it.each([
    ['a /56 that asks from each of its /64s', (n: number) => `2001:db8:0:${n.toString(16)}::/64`, 500],
    ['a /48 that asks from each of its /56s', (n: number) => `2001:db8:0:${(n << 8).toString(16)}::/64`, 125],
    ['an IPv4 /24 that asks from each of its addresses', (n: number) => `203.0.113.${n}`, 125],
  ])('makes %s wait for itself', (_, nth, gapMs) => {
    const turns = new Turns();
    for (let n = 0; n < 200; n++) turns.take(nth(n), now);
    expect(secondsAhead(turns.place(nth(201), now))).toBe((200 * gapMs) / 1000);
    expect(secondsAhead(turns.place('2001:db8:1:0::/64', now))).toBe(0);
  });

  it('lets one address of a network spoil no neighbour’s turn for as long as its own', () => {
    const turns = new Turns();
    for (let asked = 0; asked < 16; asked++) turns.take('203.0.113.7', now);
    expect(secondsAhead(turns.place('203.0.113.7', now))).toBe(32);
    expect(secondsAhead(turns.place('203.0.113.8', now))).toBe(2);
  });

  it('forgets what was asked for once its turns are over', () => {
    const turns = new Turns();
    for (let asked = 0; asked < 3; asked++) turns.take('203.0.113.7', now);
    const later = new Date(now.getTime() + 60_000);
    expect(turns.take('198.51.100.1', later)).toEqual(later);
    expect(turns.place('203.0.113.7', later)).toEqual(later);
  });
});
