import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type Received = Readonly<{ to: string; from: string; raw: string }>;

/** A mail server of another hand, on this machine: it takes what it is given, refuses it, or says nothing. */
export class MailServer {
  readonly received: Received[] = [];
  /** How often somebody showed it a password. */
  signIns = 0;
  /** How many questions it has left without an answer. */
  unanswered = 0;
  /** What becomes of the next e-mails. */
  mood: 'takes' | 'knows no such address' | 'is busy' | 'says nothing' = 'takes';

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async open(options: SMTPServerOptions = {}): Promise<MailServer> {
    let opened: MailServer | undefined = undefined;
    const self = (): MailServer => opened!;
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: (_, __, done) => {
        self().signIns++;
        done(null, { user: 'somebody' });
      },
      onRcptTo: (_, __, done) => {
        if (self().mood === 'says nothing') self().unanswered++;
        else done(self().refusal());
      },
      onData: (stream, { envelope }, done) => {
        void text(stream).then((raw) => {
          const { mailFrom, rcptTo } = envelope;
          self().received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]!.address, raw });
          done();
        });
      },
      ...options,
    });
    server.on('error', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    opened = new MailServer(server, (server.server.address() as AddressInfo).port);
    return opened;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** The codes of the e-mails to an address, oldest first. */
  codesTo(address: string): string[] {
    return this.received.filter(({ to }) => to === address).map(({ raw }) => /\b\d{6}\b/.exec(bodyOf(raw))![0]);
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.server.close(done));
  }

  private refusal(): Error | null {
    if (this.mood === 'knows no such address') return refused(550, 'there is no such mailbox');
    return this.mood === 'is busy' ? refused(451, 'try again later') : null;
  }
}

/** Of an e-mail in one part: what stands below its headers, decoded. */
export function bodyOf(raw: string): string {
  const [headers = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(headers)) return Buffer.from(body, 'base64').toString();
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

const refused = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
