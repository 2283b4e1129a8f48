const { join } = require('node:path');
const { projects } = require('../jest.config.cjs');

/** `MUTATE_TESTS='src/limits/*.test.ts' npm run mutate -- --mutate src/limits/limits.service.ts` asks these alone, in minutes. */
const { MUTATE_TESTS } = process.env;
const ROOMS = '{delivery,limits,otp,registration,session,telegram,verification}';
const STORIES = '{approval,login,registration,sessions}';

const fast = projects.find(({ displayName }) => displayName === 'fast');

/** The tests that a mutated line must fail (stryker.config.json): the rooms' own, and stories of what stands in several rooms. */
module.exports = {
  ...fast,
  rootDir: join(__dirname, '..'),
  // Stryker looks for this file itself, and knows no <rootDir>.
  testEnvironment: join(__dirname, 'test-environment.cjs'),
  testMatch: MUTATE_TESTS
    ? [`<rootDir>/${MUTATE_TESTS}`]
    : [`<rootDir>/src/${ROOMS}/**/*.test.ts`, `<rootDir>/test/stories/${STORIES}.test.ts`],
  // Stryker ends what hangs. Jest's own five seconds are over on a busy machine before the tests that wait are done.
  testTimeout: 600_000,
  testPathIgnorePatterns: ['/node_modules/', '\\.mongo\\.test\\.ts$'],
};
