import { createServer } from 'node:http';

/** A Bot API that accepts everything at once, and records when a photo arrived in which chat, and when one was deleted. */
const CHAT_ID = /name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)/;
const bot = { id: 1, is_bot: true, first_name: 'Bench', username: 'bench_bot' };
const arrivals = [];
const deletions = [];
let messages = 0;

const methods = {
  getme: () => bot,
  getupdates: () => new Promise((resolve) => setTimeout(resolve, 5_000, []).unref()),
  sendphoto: (body) => accept(Number(CHAT_ID.exec(body)?.[1])),
  deletemessage: () => deletions.push(now()) > 0,
};

function accept(chatId) {
  arrivals.push([chatId, now()]);
  const photo = [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }];
  return { message_id: ++messages, date: Math.floor(Date.now() / 1000), chat: { id: chatId, type: 'private' }, photo };
}

/** What was recorded since the last call. */
const records = {
  '/arrivals': () => arrivals.splice(0),
  '/deletions': () => deletions.splice(0),
};

const now = () => performance.timeOrigin + performance.now();

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url in records) return records[request.url]();
  const method = methods[request.url.split('/').at(-1).split('?')[0].toLowerCase()];
  return { ok: true, result: method ? await method(Buffer.concat(chunks).toString('latin1')) : true };
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => {
      const text = JSON.stringify(body);
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        .end(text);
    },
    () => response.destroy(),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
