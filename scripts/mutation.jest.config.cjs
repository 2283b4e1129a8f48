const { join } = require('node:path');
const { projects } = require('../jest.config.cjs');

const ROOMS = '{delivery,limits,otp,registration,session,telegram}';
const STORIES = '{approval,login,registration,sessions}';

const fast = projects.find(({ displayName }) => displayName === 'fast');

/** The tests that a mutated line must fail (stryker.config.json): the rooms' own, and stories of what stands in several rooms. */
module.exports = {
  ...fast,
  rootDir: join(__dirname, '..'),
  testMatch: [`<rootDir>/src/${ROOMS}/**/*.test.ts`, `<rootDir>/test/stories/${STORIES}.test.ts`],
  testPathIgnorePatterns: ['/node_modules/', '\\.mongo\\.test\\.ts$'],
};
