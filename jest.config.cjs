const { availableParallelism } = require('node:os');

const stories = (...names) => names.map((name) => `test/stories/${name}`);
const processes = (...names) => names.map((name) => `test/process/${name}`);
const isNight = Number(process.env.TEST_ROUNDS ?? 1) > 1;

/**
 * What runs on MongoDB too, where everything runs (scripts/test.mjs). That the adapters do the same is what their
 * contracts say (`src/**\/*.contract.ts`); here stands what more than one of them has to do together: several writes of one
 * step, and the ends of processes in between. What only MongoDB has, pools and elections included, stands in test/mongo.
 */
const ON_BOTH_STORES = [
  ...stories(
    'admin.search',
    'admin.stats',
    'allowed-apps',
    'apps',
    'approval',
    'audit',
    'erasure',
    'known-devices',
    'lost-responses',
    'openid',
    'email-proof',
  ),
  ...stories('profile', 'registration', 'retention', 'sessions', 'signed-in', 'verify-api', 'webhooks'),
  ...processes('audit.crash', 'erasure.crash', 'kill-matrix', 'rotation', 'webhooks.crash'),
  ...['courier.crash', 'delivery.model', 'delivery.worker'].map((name) => `src/delivery/${name}`),
  'src/otp/otp.service*',
];

/** The same by night: what touches one adapter at a time. */
const ON_BOTH_STORES_BY_NIGHT = [
  ...stories('admin', 'admin.now', 'admin.users', 'clocks', 'dormant', 'faults', 'faults.refusals', 'faults.updates'),
  ...stories(
    'flood-wait',
    'initiator',
    'labels',
    'live-status',
    'login',
    'openid.pairwise',
    'openid.refusals',
    'portrait',
    'profile.asks',
  ),
  ...stories('time', 'webhook', 'webhooks.admin'),
  ...processes('admin', 'audit', 'faults.process', 'kill.unanswered', 'webhook'),
  ...['courier', 'remover'].map((name) => `src/delivery/${name}`),
];
const ON_MONGO_ALONE = ['src/**/*.mongo', 'test/mongo/**/*'];

const tests = (names) => names.map((name) => `<rootDir>/${name}.test.ts`);
const without = (names) => names.map((name) => `!**/${name}.test.ts`);

/** Tests learn by `STORE` which store they are on (src/persistence/store.factory.ts). */
const project = (displayName, store, testMatch) => ({
  displayName,
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
  runtime: '<rootDir>/scripts/test-runtime.cjs',
  errorOnDeprecated: true,
});

/** The tiers by path: CONTRIBUTING says which of them answers which question. */
module.exports = {
  // Most of a story is waiting: five go side by side where there are two cores, too.
  maxWorkers: Math.max(5, availableParallelism() - 1),
  testSequencer: '<rootDir>/scripts/test-sequencer.cjs',
  projects: [
    project('fast', 'sqlite', [...tests(['src/**/*', 'web/**/*', 'test/stories/**/*']), ...without(ON_MONGO_ALONE)]),
    project('process', 'sqlite', tests(['test/process/**/*'])),
    project('browser', 'sqlite', tests(['test/browser/**/*'])),
    project('engines', 'sqlite', tests(['test/engines/**/*'])),
    project('nginx', 'sqlite', tests(['test/nginx/**/*'])),
    project('packaging', 'sqlite', tests(['test/packaging/**/*'])),
    project('mongo', 'mongo', tests(ON_MONGO_ALONE)),
    project('again', 'mongo', tests([...ON_BOTH_STORES, ...(isNight ? ON_BOTH_STORES_BY_NIGHT : [])])),
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary'],
  collectCoverageFrom: [
    'src/**/*.ts',
    '!**/*.{test,contract,factory,fixture}.ts',
    '!src/{main,live,openapi,data,audit.verify,doctor}.ts',
  ],
  // The runner's limit is the only one: tests wait for conditions as long as it lets them, however busy the machine is.
  testTimeout: 600_000 * Math.max(1, Number(process.env.TEST_ROUNDS ?? 1)),
};
