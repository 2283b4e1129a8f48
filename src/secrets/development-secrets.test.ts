import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TS_LOADER } from '../../test/harness/ts.loader';
import { developmentSecrets } from './development-secrets';

const MIN_SECRET_BYTES = 32;
let dataDir: string;

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'telega2go-secrets-')), 'data');
});

afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }));

describe('development secrets', () => {
  it('are made once and used again after a restart', () => {
    const first = everySecret();
    expect(everySecret()).toEqual({ ...first, isNew: false });
    expect(first.isNew).toBe(true);
  });

  it('are made only when they are asked for', () => {
    developmentSecrets(dataDir);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('differ from one data directory to the next', () => {
    const elsewhere = developmentSecrets(join(dataDir, 'elsewhere'));
    expect(elsewhere.magicLinkSecret()).not.toBe(developmentSecrets(dataDir).magicLinkSecret());
  });

  it('are long enough to be key material', () => {
    const { magicLinkSecret, adminApiKey } = everySecret();
    for (const text of [magicLinkSecret, adminApiKey])
      expect(Buffer.from(text, 'base64url').length).toBeGreaterThanOrEqual(MIN_SECRET_BYTES);
  });

  const onPosix = process.platform === 'win32' ? it.skip : it;

  onPosix('are readable by their owner alone', () => {
    everySecret();
    const files = readdirSync(dataDir);
    expect(files.length).toBe(3);
    for (const file of files) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });

  it('are never empty, even where a start was killed while it wrote one', () => {
    everySecret();
    for (const file of readdirSync(dataDir)) writeFileSync(join(dataDir, file), '');
    const { magicLinkSecret, adminApiKey } = everySecret();
    expect(magicLinkSecret).not.toBe('');
    expect(adminApiKey).not.toBe('');
  });

  it('are the same for several starts at once', async () => {
    const starts = await Promise.all(Array.from({ length: 6 }, () => secretOfAnotherProcess()));
    expect(new Set([...starts, developmentSecrets(dataDir).magicLinkSecret()]).size).toBe(1);
  });
});

function everySecret() {
  const kept = developmentSecrets(dataDir);
  const { text, isNew } = kept.adminApiKey();
  const jwtPrivateKey = kept.jwtPrivateKey().export({ type: 'pkcs8', format: 'pem' });
  return { magicLinkSecret: kept.magicLinkSecret(), adminApiKey: text, isNew, jwtPrivateKey };
}

/** Compiled on the fly, so that the test needs no build. */
async function secretOfAnotherProcess(): Promise<string> {
  const script = `${TS_LOADER}
    const { developmentSecrets } = require(${JSON.stringify(join(__dirname, 'development-secrets.ts'))});
    process.stdout.write(developmentSecrets(${JSON.stringify(dataDir)}).magicLinkSecret());`;
  const child = spawn(process.execPath, ['-e', script], { cwd: join(__dirname, '..') });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}
