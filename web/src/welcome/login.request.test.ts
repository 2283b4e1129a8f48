import { toLogin } from './login.request';

describe('a person who comes back', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    [' ann@example.org ', { email: 'ann@example.org' }],
    ['ann_lee', { telegram_username: 'ann_lee' }],
    ['@ann_lee', { telegram_username: 'ann_lee' }],
    ['https://t.me/ann_lee', { telegram_username: 'ann_lee' }],
  ])('says %j, and asks with %j', (typed, request) => expect(toLogin(typed)).toEqual(request));

  it.each(['ann', 'ann@', 'ann@example', 'Ann Lee', '+49 30 123456'])('is stopped before asking with %j', (typed) => {
    expect(toLogin(typed)).toBeUndefined();
  });
});
