const { join } = require('node:path');
const { projects } = require('../jest.config.cjs');

/** `MUTATE_TESTS='src/limits/*.test.ts' npm run mutate -- --mutate src/limits/limits.service.ts` runs only these in minutes. */
const { MUTATE_TESTS } = process.env;
const ROOMS = '{delivery,limits,otp,registration,session,telegram,verification}';
const STORIES = '{approval,login,registration,sessions}';

const fast = projects.find(({ displayName }) => displayName === 'fast');

/** The tests that a mutated line must fail (stryker.config.json): the rooms' own, and stories that span several. */
module.exports = {
  ...fast,
  rootDir: join(__dirname, '..'),
  // Stryker resolves this path itself, and does not know <rootDir>.
  testEnvironment: join(__dirname, 'test-environment.cjs'),
  testMatch: MUTATE_TESTS
    ? [`<rootDir>/${MUTATE_TESTS}`]
    : [`<rootDir>/src/${ROOMS}/**/*.test.ts`, `<rootDir>/test/stories/${STORIES}.test.ts`],
  // Stryker ends what hangs. On a busy machine, Jest's own five seconds pass before the tests that wait are done.
  testTimeout: 600_000,
  testPathIgnorePatterns: ['/node_modules/', '\\.mongo\\.test\\.ts$'],
};
