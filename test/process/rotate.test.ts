import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { secretNames } from '../../src/config/config.secrets';

const ROTATE = join(__dirname, '../../dist/rotate.js');

/** In a folder without settings, as it needs none. */
const rotate = (...args: string[]) =>
  spawnSync(process.execPath, [ROTATE, ...args], { cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH } });

describe('npm run rotate', () => {
  const ofApps = ['APPS', 'APPS_FILE'].flatMap((name) => [name, `${name}_API_KEYS`, `${name}_WEBHOOK_SECRET`]);

  it.each([...secretNames.filter((name) => !name.endsWith('_PREVIOUS')), ...ofApps])(
    'says how %s is exchanged',
    (name) => {
      const { status, stderr } = rotate(name);
      expect([status, stderr.match(/^\d\. .+$/gm)!.length > 1]).toEqual([0, true]);
      expect(stderr).toMatch(/^If others may know the old value, do this instead: .+\.$/m);
      expect(stderr).not.toMatch(/ (new|old|another) one\b/);
    },
  );

  it('prints the new value alone to where it can be put into a file, and another one each time', () => {
    const [one, other] = [rotate('ADMIN_API_KEY'), rotate('ADMIN_API_KEY')];
    expect(one.stdout).toMatch(/^[\w-]{43}\n$/);
    expect(one.stdout).not.toBe(other.stdout);
    expect(one.stderr).not.toContain(one.stdout.trim());
  });

  it('says with each step which value is meant where it has printed one', () => {
    for (const name of ['ADMIN_API_KEY', 'API_KEYS', 'APPS_FILE_API_KEYS']) {
      const [, first, second] = rotate(name).stderr.split('\n');
      expect([first, second]).toEqual([
        expect.stringMatching(/^1\. .*the value just printed/),
        expect.stringMatching(/^2\. .*the value just printed/),
      ]);
    }
  });

  it('makes nothing where another system does', () => {
    expect(rotate('TELEGRAM_BOT_TOKEN')).toMatchObject({ status: 0, stdout: '' });
  });

  it.each([[], ['OTP_LENGTH'], ['toString'], ['ADMIN_API_KEY', 'twice']])('lists what there is for %j', (...args) => {
    const { status, stdout, stderr } = rotate(...args.flat());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('\nMAGIC_LINK_SECRET\n');
    expect(stderr).toContain('npm run --silent rotate -- NAME > FILE');
  });
});
