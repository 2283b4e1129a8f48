import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';
import { until } from '../../../test/harness/until';
import { askForCopy, Control } from './sqlite.control';

let folder: ReturnType<typeof aTemporaryFolder>;
let store: string;
let control: Control | undefined;

beforeEach(() => {
  folder = aTemporaryFolder();
  store = join(folder.path, 'store.sqlite');
});

afterEach(() => {
  control?.close();
  control = undefined;
  folder.remove();
});

/** The running product, as far as a caller meets it. */
async function takeCalls(copyTo: (path: string) => Promise<void>): Promise<void> {
  control = Control.open(store, copyTo);
  await until(() => existsSync(`${store}.socket`), 'the product to take calls');
}

const refusing = (message: string) => () => Promise.reject(new Error(message));
const ask = (): Promise<unknown> =>
  askForCopy(store, '/backups/today.sqlite.partial').catch((error: Error) => error.message);

it('nobody answers where no product runs', async () => {
  expect(await ask()).toBe(false);
});

it.each([
  [
    "EACCES: permission denied, open '/backups/x'",
    /may not write to \/backups \(EACCES\): choose a file in the folder/,
  ],
  [
    "EROFS: read-only file system, open '/backups/x'",
    /may not write to \/backups \(EROFS\): choose a file in the folder/,
  ],
  ["ENOENT: no such file or directory, open '/backups/x'", /\/backups is another folder for it, or none .*container/],
  ["EEXIST: file already exists, open '/backups/x'", /\/backups is another folder for it, or none .*PrivateTmp/],
  ['database or disk is full', /the disk of \/backups is full: choose a file on another one/],
  ['something else', /could not: something else/],
])('the product that answers "%s" is said to write the file, with what to choose instead', async (message, says) => {
  await takeCalls(refusing(message));
  const said = await ask();
  expect(said).toMatch(/^the running product writes the backup itself, and /);
  expect(said).toMatch(says);
});

it('a copy that cannot be seen from here is told apart, with where to put it instead', async () => {
  await takeCalls(() => Promise.resolve());
  expect(await ask()).toBe(
    `the running product wrote the backup to /backups/today.sqlite.partial and removed it again, for that is not where this command sees it: it has its own /tmp (PrivateTmp=yes of systemd), or runs in a container; choose a file in the folder of the store, ${folder.path}, and move it from there`,
  );
});

it('a copy that its caller does not see is removed by the product, and any other stays', async () => {
  await takeCalls((path) => Promise.resolve(writeFileSync(path, 'a copy')));
  const [seen, unseen] = ['seen', 'unseen'].map((name) => join(folder.path, name)) as [string, string];
  expect(await askForCopy(store, seen)).toBe(true);
  const socket = connect(`${store}.socket`);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  socket.write(`${unseen}\n`);
  expect(await lines.next()).toMatchObject({ value: 'done' });
  expect(existsSync(unseen)).toBe(true);
  socket.write('unseen\n');
  expect(await lines.next()).toMatchObject({ value: 'removed' });
  expect([seen, unseen].map((path) => existsSync(path))).toEqual([true, false]);
  socket.destroy();
});
