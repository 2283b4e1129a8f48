import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
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
async function takeCalls(copyTo: (path: string) => Promise<void>, signOfLifeMs?: number): Promise<void> {
  control = Control.open(store, copyTo, signOfLifeMs);
  await until(() => existsSync(`${store}.socket`), 'the product to take calls');
}

const refusing = (message: string) => () => Promise.reject(new Error(message));
const ask = (): Promise<unknown> =>
  askForCopy(store, '/backups/today.sqlite.partial').catch((error: Error) => error.message);

it('a call is not answered where no product runs', async () => {
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
  ["ENOENT: no such file or directory, open '/backups/x'", /for it \/backups is another folder, or none .*container/],
  ["EEXIST: file already exists, open '/backups/x'", /for it \/backups is another folder, or none .*PrivateTmp/],
  ['database or disk is full', /the disk that holds \/backups is full: choose a file on another disk/],
  ['something else', /could not: something else/],
])('the product that answers "%s" is said to write the file, with what to choose instead', async (message, says) => {
  await takeCalls(refusing(message));
  const said = await ask();
  expect(said).toMatch(/^the running product writes the backup itself, but /);
  expect(said).toMatch(says);
});

it('a copy that cannot be seen from here is told apart, with where to put it instead', async () => {
  await takeCalls(() => Promise.resolve());
  expect(await ask()).toBe(
    `the running product wrote the backup to /backups/today.sqlite.partial, but this command cannot see it there: the product has its own /tmp (PrivateTmp=yes in systemd) or runs in a container; it has removed the backup again; choose a file in the folder of the store, ${folder.path}, and move it from there`,
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

it('a copy whose caller has gone is removed when it is complete', async () => {
  const copy = aSlowCopy();
  await takeCalls(copy.to);
  const target = join(folder.path, 'nobodys');
  const socket = connect(`${store}.socket`);
  socket.write(`${target}\n`);
  await until(() => existsSync(target), 'the copy to begin');
  socket.destroy();
  copy.finish();
  await until(() => !existsSync(target), 'the copy to be removed');
});

it('a product that copies for long gives signs of life', async () => {
  const copy = aSlowCopy();
  await takeCalls(copy.to, 1);
  const socket = connect(`${store}.socket`);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  socket.write(`${join(folder.path, 'slow')}\n`);
  for (let signs = 0; signs < 3; signs += 1) expect(await lines.next()).toMatchObject({ value: 'copying' });
  copy.finish();
  let last: unknown = 'copying';
  while (last === 'copying') last = (await lines.next()).value;
  expect(last).toBe('done');
  socket.destroy();
});

it('a caller waits for a copy as long as there are signs of life', async () => {
  const target = join(folder.path, 'slow');
  writeFileSync(target, 'a copy');
  const product = await aProduct((socket) => socket.write('copying\ncopying\ncopying\ndone\n'));
  expect(await askForCopy(store, target)).toBe(true);
  product.close();
});

it.each([
  ['hangs', () => undefined],
  ['hangs after it has begun to copy', (socket: Socket) => socket.write('copying\n')],
] as const)('a caller does not wait for a product that %s', async (_, answer) => {
  const product = await aProduct(answer);
  await expect(askForCopy(store, join(folder.path, 'none'), 50)).rejects.toThrow(
    'the running product does not answer: restart it, or stop it and run this command again',
  );
  product.close();
});

/** A copy that is there at once, and complete when the test says so. */
function aSlowCopy() {
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const to = (path: string) => {
    writeFileSync(path, 'a copy');
    return finished;
  };
  return { to, finish };
}

/** What answers at the product's place. */
async function aProduct(answer: (socket: Socket) => unknown) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    answer(socket);
  }).listen(`${store}.socket`);
  await until(() => server.listening, 'the product to take calls');
  const close = () => [...sockets, server].forEach((end) => ('destroy' in end ? end.destroy() : end.close()));
  return { close };
}
