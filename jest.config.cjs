const { availableParallelism, totalmem } = require('node:os');

const stories = (...names) => names.map((name) => `test/stories/${name}`);
const processes = (...names) => names.map((name) => `test/process/${name}`);
/** Most of a story is waiting: five go side by side where there are two cores, too. */
const WORKERS = Math.max(5, availableParallelism() - 1);
/** Where all that runs is in process (scripts/test.mjs), nine: two cores were done in 2:23, and by five in 2:57. */
const FAST_WORKERS = 9;
/** The most that one was seen to take, and a little more. */
const WORKER_BYTES = 1.5 * 2 ** 30;
const fastWorkers = () => Math.max(WORKERS, Math.min(FAST_WORKERS, Math.floor(totalmem() / WORKER_BYTES)));
const isNight = Number(process.env.TEST_ROUNDS ?? 1) > 1;

/**
 * What runs on MongoDB too, where everything runs (scripts/test.mjs). That the adapters do the same is what their
 * contracts say (`src/**\/*.contract.ts`); here stands what more than one of them has to do together: several writes of one
 * step, and the ends of processes in between. What only MongoDB has, pools and elections included, stands in test/mongo.
 */
const ON_BOTH_STORES = [
  ...stories('apps', 'approval', 'audit', 'email-proof', 'erasure', 'lost-responses', 'openid', 'openid.sign-out'),
  ...stories('registration', 'retention', 'sessions', 'webhooks'),
  ...processes('audit.crash', 'erasure.crash', 'kill-matrix', 'openid.crash', 'rotation', 'webhooks.crash'),
  ...['courier.crash', 'delivery.worker'].map((name) => `src/delivery/worker/${name}`),
  ...['src/verification/verification.service*', 'test/model/delivery.model'],
];

/** The same by night: what touches one adapter at a time. */
const ON_BOTH_STORES_BY_NIGHT = [
  ...stories(
    'admin',
    'admin.now',
    'admin.search',
    'admin.stats',
    'admin.users',
    'allowed-apps',
    'apps.keys',
    'apps.own',
    'clocks',
    'dormant',
    'faults',
    'faults.refusals',
    'faults.updates',
  ),
  ...stories(
    'flood-wait',
    'initiator',
    'known-devices',
    'live-status',
    'login',
    'openid.attacks',
    'openid.pairwise',
    'openid.picture',
    'openid.refusals',
    'portrait',
    'profile',
    'profile.asks',
  ),
  ...stories('signed-in', 'time', 'typed-details', 'verify-api', 'webhook', 'webhooks.admin'),
  ...processes('admin', 'audit', 'faults.process', 'kill.unanswered', 'webhook'),
  ...['courier', 'remover'].map((name) => `src/delivery/worker/${name}`),
];
/** Those that take nothing but npm. */
const CLIENTS_BY_NPM = ['test/clients/auth-js'];
const ON_MONGO_ALONE = ['src/**/*.mongo', 'test/mongo/**/*'];

const tests = (names) => names.map((name) => `<rootDir>/${name}.test.ts`);
const without = (names) => names.map((name) => `!**/${name}.test.ts`);

/** Tests learn by `STORE` which store they are on (test/harness/store.ts). */
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
  maxWorkers: process.env.TEST_FAST === '1' ? fastWorkers() : WORKERS,
  testSequencer: '<rootDir>/scripts/test-sequencer.cjs',
  projects: [
    project('fast', 'sqlite', [
      ...tests(['src/**/*', 'web/**/*', 'test/model/**/*', 'test/stories/**/*']),
      ...without(ON_MONGO_ALONE),
    ]),
    project('process', 'sqlite', tests(['test/process/**/*', ...CLIENTS_BY_NPM])),
    project('browser', 'sqlite', tests(['test/browser/**/*'])),
    project('engines', 'sqlite', tests(['test/engines/**/*'])),
    project('nginx', 'sqlite', tests(['test/nginx/**/*'])),
    project('packaging', 'sqlite', tests(['test/packaging/**/*'])),
    project('clients', 'sqlite', [...tests(['test/clients/*']), ...without(CLIENTS_BY_NPM)]),
    project('mongo', 'mongo', tests(ON_MONGO_ALONE)),
    project('again', 'mongo', tests([...ON_BOTH_STORES, ...(isNight ? ON_BOTH_STORES_BY_NIGHT : [])])),
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary'],
  collectCoverageFrom: [
    'src/**/*.ts',
    '!**/*.{test,contract,fixture}.ts',
    '!src/{main,live,openapi,data,audit.verify,doctor,rotate}.ts',
  ],
  // The runner's limit is the only one: tests wait for conditions as long as it lets them, however busy the machine is.
  testTimeout: 600_000 * Math.max(1, Number(process.env.TEST_ROUNDS ?? 1)),
};
