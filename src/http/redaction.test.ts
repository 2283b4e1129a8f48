import { Writable } from 'node:stream';
import { createLogger } from './logging';
import { redact } from './redaction';

const TOKEN = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0';
const LINK_TOKEN = 'ab-cdefghijklmnopqrstuvwxyz0123456789_ABCDEFGHIJ';
const START_CODE = 'cdefghijklmnopqrstuvwxyz0123456789_-ABCDEFG';
const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln-bmF0_dXJl';

const secrets: [string, string, string][] = [
  ['a bot token in the path of a Bot API call', TOKEN, `POST https://api.telegram.org/bot${TOKEN}/sendPhoto failed`],
  ['a bot token in the path of a file', TOKEN, `/file/bot${TOKEN}/photos/1.png`],
  ['a bot token in quotes', TOKEN, `{"token_of_bot":"${TOKEN}"}`],
  ['a bot token alone', TOKEN, TOKEN],
  ['a bot token at the end of a path', TOKEN, `cannot connect to http://127.0.0.1:8081/bot${TOKEN}`],
  ['a bot token before a comma', TOKEN, `tokens: ${TOKEN}, none`],
  ['a bot token before a bracket', TOKEN, `call failed (bot${TOKEN})`],
  ['a magic link', LINK_TOKEN, `https://app.example.org/verify#${LINK_TOKEN}`],
  ['a magic link in a stack', LINK_TOKEN, `{"stack":"Error: https://a.example/verify#${LINK_TOKEN}\\n    at x"}`],
  ['a start link', START_CODE, `https://t.me/a_bot?start=${START_CODE}`],
  ['a pressed Start', START_CODE, `{"text":"/start ${START_CODE}"}`],
  ['a code in a caption', '834129', 'Your code: <code>834129</code>'],
  ['a token in a body', LINK_TOKEN, `{"body":{"token":"${LINK_TOKEN}"}}`],
  ['a code in a body', '834129', '{"verification_id":"x","otp":"834129"}'],
  ['a caption', '834129', '{"payload":{"caption":"Your code: <code>834129</code> \\"quoted\\" 834129"}}'],
  ['a body within a text', '834129', JSON.stringify({ msg: JSON.stringify({ otp: '834129' }) })],
  ['an access token', JWT, `{"authorization":"Bearer ${JWT}"}`],
  ['an access token in a sentence', JWT, `refused ${JWT} as too old`],
  ['a cookie', 'refresh=abc', '{"headers":{"cookie":"refresh=abc"}}'],
  ['an admin key', 'the-admin-key', '{"headers":{"x-admin-key":"the-admin-key"}}'],
  ['a phone number', '15112345', '{"phone":"+4915112345678"}'],
  ['the shortest phone number', '345', 'called +1234567 twice'],
];

describe('a log line', () => {
  it.each(secrets)('never shows %s', (_, secret, line) => {
    expect(redact(line)).not.toContain(secret);
  });

  it.each([
    '{"level":"info","time":"2030-05-17T12:00:00.000Z","msg":"request","route":"/api/verifications/:id","seconds":0.012}',
    '{"level":"warn","msg":"delivery given up","delivery":"0moq1zq0wAbCdEfGhIjKlMnOpQrStUv","reason":"bot_blocked"}',
    'listening on http://127.0.0.1:3000/ and http://[2001:db8:1:2:3:4:5:6]:3000/',
    'cannot use the SQLite file /data/telega2go.sqlite: another process is using the file',
    '    at Object.<anonymous> (/app/dist/delivery/courier.js:118:31)',
    'took +12.5 ms, 1e+21 rows',
    '{"time":"2030-05-17T12:00:00+02:00","time_ms":1905163200000}',
  ])('that is harmless stays as it is: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it.each(['json', 'pretty'] as const)('is cleaned in the %s format too, with the causes of errors', (format) => {
    const written: string[] = [];
    const sink = new Writable({ write: (chunk, _, done) => done(void written.push(String(chunk))) });
    const logger = createLogger({ log: { level: 'trace', format } }, sink);
    const cause = new Error(`connect to https://api.telegram.org/bot${TOKEN}/getMe`);
    logger.error({
      msg: `at verify#${LINK_TOKEN}`,
      error: new Error('outer', { cause }),
      payload: { caption: '834129' },
    });
    expect(written.join('')).toContain('outer');
    for (const secret of [TOKEN.split(':')[1]!, LINK_TOKEN, '834129']) expect(written.join('')).not.toContain(secret);
  });
});
