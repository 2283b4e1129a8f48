import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppProcess } from '../harness/app.process';

const page = readFileSync(join(__dirname, '../../docs/incidents.md'), 'utf8');
const commands = page.match(/^ +(journalctl|docker compose logs|kubectl) .*$/gm)!;
const greps = [...new Set(commands.map((command) => command.split(' | ').at(-1)!))];
/** What `docker compose logs` and `kubectl logs --prefix` put before a line. */
const PREFIXES = ['', 'app-1-1  | ', '[pod/telega2go-6d4cf56db6-abcde/telega2go] '];

describe('the grep of docs/incidents.md', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start({ TELEGRAM_TOKEN: 'x' });
    await app.signal('SIGTERM');
    expect(await app.bootAndExit({ OTP_LENGTH: '5' })).toBe(78);
  });
  afterAll(() => app.close());

  it('is the same for each packaging', () => {
    expect([commands.length, greps.length]).toEqual([3, 1]);
  });

  it.each(PREFIXES)('finds warnings and what ended a start behind "%s", and nothing else', (prefix) => {
    const log = app.output.trim().replace(/^/gm, prefix);
    const { stdout } = spawnSync('sh', ['-c', greps[0]!], { input: log, encoding: 'utf8' });
    const found = stdout.trim().split('\n');
    expect(log.split('\n').length).toBeGreaterThan(found.length);
    expect(found).toEqual([
      expect.stringContaining('unknown settings, ignored'),
      expect.stringContaining(`${prefix}telega2go: OTP_LENGTH `),
      expect.stringContaining(`${prefix}telega2go: TELEGRAM_TOKEN is not a setting`),
    ]);
  });
});
