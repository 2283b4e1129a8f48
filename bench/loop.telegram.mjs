import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const CHAT_ID = /name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)/;
const CODE = /<code>(\d{6})<\/code>/;

/**
 * A Bot API that accepts everything at once, and tells the simulated people what was sent and deleted; also what
 * otpgateway sends by a webhook.
 */
export class Telegram {
  static async start() {
    const telegram = new Telegram();
    await new Promise((resolve) => telegram.server.listen(0, '127.0.0.1', resolve));
    return telegram;
  }

  sent = new Map();
  deleted = new Map();
  messages = 0;
  server = createServer((request, response) => void this.answer(request, response));

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  whenSent = (chat) => new Promise((resolve) => this.sent.set(chat, resolve));
  whenDeleted = (chat) => new Promise((resolve) => this.deleted.set(chat, resolve));

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const [bot, method] = request.url.split('/').slice(-2);
    const result = await this.call(method.toLowerCase(), Buffer.concat(chunks).toString('latin1'), idOf(bot));
    const text = JSON.stringify({ ok: true, result });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  }

  async call(method, body, bot) {
    switch (method) {
      case 'getme':
        return { id: bot, is_bot: true, first_name: 'Bench', username: `bench_${bot}_bot` };
      case 'getupdates':
        return pause(5_000, [], { ref: false });
      case 'getuserprofilephotos':
        return { total_count: 0, photos: [] };
      case 'sendphoto': {
        const id = Number(CHAT_ID.exec(body)?.[1]);
        tell(this.sent, id, CODE.exec(body)?.[1]);
        const photo = [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }];
        return {
          message_id: ++this.messages,
          date: Math.floor(Date.now() / 1000),
          chat: { id, type: 'private' },
          photo,
        };
      }
      case 'otpgateway': {
        const { otp } = JSON.parse(body);
        tell(this.sent, Number(otp.to), otp.otp);
        return true;
      }
      case 'deletemessage':
        tell(this.deleted, Number(JSON.parse(body).chat_id));
        return true;
      default:
        return true;
    }
  }
}

/** @param {string} bot as in a path, `bot1:token` */
const idOf = (bot) => Number(/^bot(\d+):/.exec(bot)?.[1]);

function tell(waiting, chat, what) {
  waiting.get(chat)?.(what);
  waiting.delete(chat);
}
