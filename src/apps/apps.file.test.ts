import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTemporaryFolder } from '../persistence/sqlite.factory';
import { readApps } from './apps.file';

const shop = { id: 'shop', name: 'Shop', public: true, redirect_uris: ['https://shop.example/callback'] };

/** What is read of one app, as the file declares it. */
function read(differing: object) {
  const folder = aTemporaryFolder();
  const path = join(folder.path, 'apps.json');
  writeFileSync(path, JSON.stringify({ apps: [{ ...shop, ...differing }] }));
  const found = readApps(path);
  folder.remove();
  return found;
}

it('knows people by their accounts, unless an app is told to know them by names of its own', () => {
  expect(read({}).apps[0]!.subjectType).toBeUndefined();
  expect(read({ subject_type: 'pairwise' })).toMatchObject({ faults: [], apps: [{ subjectType: 'pairwise' }] });
});

it('takes an app with names of its own on one host alone', () => {
  const fault = 'APPS_FILE apps.0.redirect_uris must be of one host where subject_type is pairwise';
  const two = ['https://shop.example/callback', 'https://other.example/callback'];
  expect(read({ subject_type: 'pairwise', redirect_uris: two }).faults).toEqual([fault]);
  expect(read({ subject_type: 'pairwise', redirect_uris: [] }).faults).toEqual([fault]);
  expect(read({ subject_type: 'public', redirect_uris: two }).faults).toEqual([]);
  const paths = ['https://shop.example/one', 'https://shop.example/two'];
  expect(read({ subject_type: 'pairwise', redirect_uris: paths }).faults).toEqual([]);
});
