import fc from 'fast-check';
import { rounds } from '../../../test/harness/rounds';
import { requesterOf } from './requester';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const appleWebKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('browser and system by the User-Agent header', () => {
  it.each([
    ['Chrome', 'Windows', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/138.0.0.0 Safari/537.36`],
    ['Chrome', 'Android', `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36`],
    [
      'Chrome',
      'iPhone',
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) ${appleWebKit} CriOS/138.0.7204.156 Mobile/15E148 Safari/604.1`,
    ],
    ['Chrome', 'ChromeOS', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/138.0.0.0 Safari/537.36`],
    ['Chrome', 'Linux', `Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/138.0.0.0 Safari/537.36`],
    [
      'Edge',
      'Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.3351.95`,
    ],
    [
      'Edge',
      'Android',
      `Mozilla/5.0 (Linux; Android 10; Pixel 3 XL) ${webKit} Chrome/138.0.7204.157 Mobile Safari/537.36 EdgA/138.0.3351.77`,
    ],
    [
      'Edge',
      'iPhone',
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_7_2 like Mac OS X) ${appleWebKit} Version/17.0 EdgiOS/138.3351.83 Mobile/15E148 Safari/605.1.15`,
    ],
    ['Firefox', 'Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
    [
      'Firefox',
      'iPad',
      `Mozilla/5.0 (iPad; CPU OS 14_7_8 like Mac OS X) ${appleWebKit} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`,
    ],
    ['Safari', 'macOS', `Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7_6) ${appleWebKit} Version/18.4 Safari/605.1.15`],
    [
      'Safari',
      'iPhone',
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_7_6 like Mac OS X) ${appleWebKit} Version/18.4 Mobile/15E148 Safari/604.1`,
    ],
    [
      'Opera',
      'Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0`,
    ],
    [
      'Samsung Internet',
      'Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Yandex Browser',
      'Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/136.0.0.0 YaBrowser/25.6.0 Yowser/2.5 Safari/537.36`,
    ],
    ['', '', 'curl/8.5.0'],
    ['', '', 'TelegramBot (like TwitterBot)'],
    ['', '', ''],
  ])('is %s on %s', (browser, system, userAgent) => {
    expect(requesterOf(userAgent)).toEqual({ browser, system });
  });

  it('is nothing without the header', () => {
    expect(requesterOf(undefined)).toEqual({ browser: '', system: '' });
  });

  it('never repeats what the header says', () => {
    const words = /^[A-Za-z ]{0,16}$/;
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('Chrome/', 'Firefox/', 'Windows', ''), (text, known) => {
        const { browser, system } = requesterOf(`<b>${text}</b> ${known}`);
        return words.test(browser) && words.test(system);
      }),
      { numRuns: rounds(100) },
    );
  });
});
