import { mongo } from 'mongoose';

/** What the relay needs to know about a request. */
export type Request = Readonly<{ id: number; command: string; collection: unknown }>;

/** A server's error, as it says it. `labels` are MongoDB's `errorLabels`, which tell the driver what it may repeat. */
export type Refusal = Readonly<{ code: number; codeName: string; errmsg: string; labels?: readonly string[] }>;

const OP_MSG = 2013;
const HEADER_BYTES = 16;
const BODY = HEADER_BYTES + 4;
const KIND_DOCUMENT = 0;

/** Cuts a stream of bytes into MongoDB's messages: each begins with its length. */
export class Framer {
  private rest = Buffer.alloc(0);

  constructor(private readonly onMessage: (message: Buffer) => void) {}

  take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= 4 && this.rest.length >= this.rest.readInt32LE(0)) {
      const length = this.rest.readInt32LE(0);
      const message = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      this.onMessage(message);
    }
  }
}

/** The command of a request; undefined for what is none, such as a driver's first greeting. */
export function commandOf(message: Buffer): Request | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const document = mongo.BSON.deserialize(documentIn(message));
  const [[command, collection]] = Object.entries(document) as [[string, unknown]];
  return { id: message.readInt32LE(4), command, collection };
}

/** The id of the request that this message answers. */
export const isAnswerTo = (message: Buffer): number => message.readInt32LE(8);

/** What a server would send to refuse request `id`. */
export function refusalOf(id: number, { labels, ...error }: Refusal): Buffer {
  const document = mongo.BSON.serialize({ ok: 0, ...error, ...(labels && { errorLabels: labels }) });
  const message = Buffer.alloc(BODY + 1 + document.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(id, 8);
  message.writeInt32LE(OP_MSG, 12);
  message.set(document, BODY + 1);
  return message;
}

/** The section that holds the command; others beside it hold the documents of a bulk. */
function documentIn(message: Buffer): Buffer {
  let offset = BODY;
  while (message[offset] !== KIND_DOCUMENT) offset += 1 + message.readInt32LE(offset + 1);
  return message.subarray(offset + 1, offset + 1 + message.readInt32LE(offset + 1));
}
