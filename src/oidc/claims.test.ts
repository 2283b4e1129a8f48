import { takesDoor, claimsOfDoor } from './claims';

describe('a session of a door that only a newer version knows', () => {
  it('says nothing of how its person came in', () => {
    expect(claimsOfDoor('passkey')).toEqual({});
    expect(claimsOfDoor('otp')).toEqual({ amr: ['otp'], acr: 'telegram:code' });
  });

  it('is good for an app that takes every way in, and for no other', () => {
    expect(takesDoor({}, 'passkey')).toBe(true);
    expect(takesDoor({ waysIn: ['code', 'link', 'approval'] }, 'passkey')).toBe(false);
  });
});
