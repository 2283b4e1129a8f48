import { signsOf } from './signs';
import { aVerification } from './verification.fixture';

const many = Array.from({ length: 600 }, () => aVerification());

describe('the signs of a verification', () => {
  it('are six that differ, and the right one is among them', () => {
    for (const { right, choices } of many.map(signsOf)) {
      expect(new Set(choices).size).toBe(6);
      expect(choices).toContain(right);
    }
  });

  it('are the same whenever they are asked for, and others with new secrets', () => {
    const verification = aVerification();
    expect(signsOf(verification)).toEqual(signsOf({ ...verification }));
    expect(signsOf({ ...verification, generation: 2 })).not.toEqual(signsOf(verification));
  });

  it('do not tell the right one by its place', () => {
    const places = many.map(signsOf).map(({ right, choices }) => choices.indexOf(right));
    for (const place of [0, 1, 2, 3, 4, 5]) expect(places.filter((at) => at === place).length).toBeGreaterThan(60);
  });
});
