import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { Input, Telegram } from 'telegraf';
import { aPng, aSandbox, TOKEN, type RunningSandbox } from '../../../test/harness/sandbox.server';

const CHAT = 8_100_000_001;
let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

describe('a photo', () => {
  const telegram = () => new Telegram(TOKEN, { apiRoot: `${sandbox.origin}/sandbox/telegram/` });

  it('arrives from telegraf, whose multipart is chunked', async () => {
    const sent = await telegram().sendPhoto(CHAT, Input.fromBuffer(aPng(210, 210), 'qr.png'), {
      caption: 'Code <code>123456</code> &amp; <b>more</b>',
      parse_mode: 'HTML',
      protect_content: true,
      reply_markup: { inline_keyboard: [[{ text: 'Open', url: 'https://a.example/verify#x' }]] },
    });
    expect(sent.caption).toBe('Code 123456 & more');
    expect(sent.caption_entities).toEqual([
      { type: 'code', offset: 5, length: 6 },
      { type: 'bold', offset: 14, length: 4 },
    ]);
    expect(sent.photo.at(-1)).toMatchObject({ width: 210, height: 210 });
    expect(sent.has_protected_content).toBe(true);
    expect(sent.reply_markup?.inline_keyboard[0]?.[0]).toEqual({ text: 'Open', url: 'https://a.example/verify#x' });
  });

  it('can be downloaded and sent again by its file_id', async () => {
    const png = aPng();
    const sent = await telegram().sendPhoto(CHAT, Input.fromBuffer(png, 'qr.png'));
    const id = sent.photo.at(-1)?.file_id ?? '';
    await telegram().sendPhoto(CHAT, id);
    const { file_path } = await telegram().getFile(id);
    const response = await fetch(`${sandbox.origin}/sandbox/telegram/file/bot${TOKEN}/${file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
  });

  it('arrives as one buffer with a length', async () => {
    const answer = await postMultipart(photoForm(aPng()), true);
    expect(answer).toMatchObject({ status: 200 });
  });

  it.each([
    ['is empty', Buffer.alloc(0), 'Bad Request: file must be non-empty'],
    ['is no image', Buffer.from('not a picture at all, whatever its name says'), 'Bad Request: IMAGE_PROCESS_FAILED'],
    ['is cut off', aPng().subarray(0, -4), 'Bad Request: IMAGE_PROCESS_FAILED'],
    ['is too large', aPng(9_000, 1_001), 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
    ['is too long', aPng(420, 20), 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
  ])('is refused when it %s', async (_what, bytes, description) => {
    expect(await postMultipart(photoForm(bytes), false)).toMatchObject({ status: 400, description });
  });

  it('counts its caption after the markup is read', async () => {
    const { photo } = await telegram().sendPhoto(CHAT, Input.fromBuffer(aPng(), 'qr.png'));
    const send = (length: number) =>
      sandbox.call('sendPhoto', {
        chat_id: CHAT,
        photo: photo[0]?.file_id,
        caption: `<b>${'𝒳'.repeat(length - 1)}&lt;</b>`,
        parse_mode: 'HTML',
      });
    expect(await send(1024)).toMatchObject({ status: 200 });
    expect(await send(1025)).toMatchObject({ status: 400, description: 'Bad Request: message caption is too long' });
  });

  it('is refused over 11 MiB before it is read', async () => {
    const answer = await sandbox.call('sendMessage', { chat_id: CHAT, text: 'x'.repeat(12 * 1024 * 1024) });
    expect(answer).toMatchObject({ status: 413, error_code: 413 });
  });

  function photoForm(bytes: Buffer): Readonly<{ body: Buffer; type: string }> {
    const boundary = randomUUID();
    const part = (head: string, content: Buffer) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
        content,
        Buffer.from('\r\n'),
      ]);
    const photo = part('name="photo"; filename="qr.png"\r\ncontent-type: image/png', bytes);
    const chat = part('name="chat_id"', Buffer.from(String(CHAT)));
    return {
      body: Buffer.concat([chat, photo, Buffer.from(`--${boundary}--\r\n`)]),
      type: `multipart/form-data; boundary=${boundary}`,
    };
  }

  function postMultipart(form: Readonly<{ body: Buffer; type: string }>, withLength: boolean): Promise<unknown> {
    const length = withLength ? { 'content-length': form.body.length } : { 'transfer-encoding': 'chunked' };
    return new Promise((resolve, reject) => {
      const url = `${sandbox.origin}/sandbox/telegram/bot${TOKEN}/sendPhoto`;
      const sent = request(url, { method: 'POST', headers: { 'content-type': form.type, ...length } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as object;
          resolve({ status: response.statusCode, ...answer });
        });
      });
      sent.on('error', reject);
      sent.end(form.body);
    });
  }
});
