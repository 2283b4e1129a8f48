const { availableParallelism } = require('node:os');

const story = (name) => `test/${name}`;

/** Stories and rooms that are the same on either store; the tests of what only MongoDB has, pools there included, stand in test/mongo. */
const ON_BOTH_STORES = [
  ...[
    'admin',
    'admin.users',
    'admin.stats',
    'approval',
    'audit',
    'bad-input',
    'dormant',
    'erasure',
    'foreign-sites',
    'independent-peer',
    'kill-matrix',
    'login',
    'profile',
    'registration',
    'retention',
    'rotation',
    'sessions',
    'time',
    'verify-api',
    'webhook',
    'webhooks',
    'webhooks.admin',
    'webhooks.crash',
  ].map(story),
  ...['faults', 'faults.process', 'faults.refusals', 'faults.updates'].map(story),
  ...['courier', 'courier.crash', 'delivery.model', 'delivery.worker', 'remover'].map((name) => `src/delivery/${name}`),
  'src/otp/otp.service*',
];
const ON_MONGO_ALONE = ['src/**/*.mongo', 'test/mongo/**/*'];

const tests = (names) => names.map((name) => `<rootDir>/${name}.test.ts`);

/** A project a store. Tests learn by `STORE` which one they are on (src/persistence/store.factory.ts). */
const project = (store, testMatch) => ({
  displayName: store,
  globals: { STORE: store },
  testMatch,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.(t|j)sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true, tsx: false },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  testEnvironment: '<rootDir>/scripts/test-environment.cjs',
  errorOnDeprecated: true,
});

/** Tests of the server and of the PWA's logic: unit and contract tests beside the code, stories in test/. */
module.exports = {
  // Much of a story is waiting: three go side by side where there are two cores, too.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  projects: [
    project('sqlite', [
      ...tests(['src/**/*', 'test/**/*', 'web/**/*']),
      ...ON_MONGO_ALONE.map((name) => `!**/${name}.test.ts`),
    ]),
    project('mongo', tests([...ON_MONGO_ALONE, ...ON_BOTH_STORES])),
  ],
  testTimeout: 180_000,
};
