const { availableParallelism } = require('node:os');

/**
 * What an adapter could spoil runs on MongoDB too, where everything runs (scripts/test.mjs). What only MongoDB has, pools
 * and elections included, stands in test/mongo.
 */
const ON_BOTH_STORES = [
  ...[
    ...[
      'admin',
      'admin.now',
      'admin.search',
      'admin.stats',
      'admin.users',
      'approval',
      'audit',
      'dormant',
      'erasure',
      'faults',
      'faults.refusals',
    ],
    ...[
      'faults.updates',
      'login',
      'profile',
      'profile.asks',
      'registration',
      'retention',
      'sessions',
      'time',
      'verify-api',
      'webhook',
    ],
    ...[
      'clocks',
      'flood-wait',
      'initiator',
      'labels',
      'live-status',
      'portrait',
      'lost-responses',
      'known-devices',
      'openid',
      'openid.refusals',
      'openid.pairwise',
      'allowed-apps',
      'email-proof',
      'signed-in',
      'webhooks',
      'webhooks.admin',
    ],
  ].map((name) => `test/stories/${name}`),
  ...[
    'admin',
    'audit',
    'audit.crash',
    'erasure.crash',
    'faults.process',
    'kill-matrix',
    'rotation',
    'webhook',
    'webhooks.crash',
  ].map((name) => `test/process/${name}`),
  ...['courier', 'courier.crash', 'delivery.model', 'delivery.worker', 'remover'].map((name) => `src/delivery/${name}`),
  'src/otp/otp.service*',
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
    project('mongo', 'mongo', tests(ON_MONGO_ALONE)),
    project('again', 'mongo', tests(ON_BOTH_STORES)),
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary'],
  collectCoverageFrom: [
    'src/**/*.ts',
    '!**/*.{test,contract,factory,fixture}.ts',
    '!src/{main,live,openapi,data,audit.verify}.ts',
  ],
  // The runner's limit is the only one: tests wait for conditions as long as it lets them, however busy the machine is.
  testTimeout: 600_000 * Math.max(1, Number(process.env.TEST_ROUNDS ?? 1)),
};
