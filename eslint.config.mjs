import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const node = [
  ...[
    'AbortController',
    'AbortSignal',
    'Buffer',
    'Request',
    'URL',
    'URLSearchParams',
    'clearInterval',
    'clearTimeout',
    'console',
  ],
  ...['fetch', 'performance', 'process', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone'],
];
const commonJs = ['__dirname', '__filename', 'exports', 'module', 'require'];

const readonly = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const TESTS = ['**/*.test.ts', '**/*.contract.ts', '**/*.fixture.ts'];

const FORWARD_REF = {
  selector: 'ImportSpecifier[imported.name="forwardRef"], MemberExpression[property.name="forwardRef"]',
  message: 'Two rooms that need each other are one room, or miss a third: turn an arrow round.',
};
const WALL_CLOCK = {
  selector:
    'NewExpression[callee.name="Date"][arguments.length=0], MemberExpression[object.name="Date"][property.name="now"]',
  message:
    'Anybody may set the wall clock: `clock` tells when something is due (src/clock.ts), `performance` how long it took.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.stryker-tmp/',
      'node_modules/',
      'data/',
      'coverage/',
      'web/src/api/schema.d.ts',
      'web/public/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      eqeqeq: ['error', 'smart'],
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only loadConfig reads the environment (src/config/config.ts).',
        },
        { object: 'Math', property: 'random', message: 'Random bytes come from node:crypto.' },
      ],
      'no-restricted-syntax': ['error', FORWARD_REF, WALL_CLOCK],
      'no-console': 'error',
    },
  },
  {
    // Tokens are verified by others' clocks, a lease is held by two, and the sandbox is a server of its own.
    files: ['src/clock.ts', ...['session', 'lease', 'sandbox'].map((room) => `src/${room}/**/*.ts`), ...TESTS],
    rules: { 'no-restricted-syntax': ['error', FORWARD_REF] },
  },
  {
    files: ['**/*.test.ts', '**/*.fixture.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['src/config/config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/persistence/sqlite/sqlite.driver.ts'],
    rules: { '@typescript-eslint/no-require-imports': ['error', { allow: ['^@photostructure/sqlite$'] }] },
  },
  {
    files: ['src/stores/stores.ts'],
    rules: { '@typescript-eslint/no-require-imports': ['error', { allow: ['^./mongo.store$'] }] },
  },
  {
    files: ['src/persistence/store.role.ts'],
    rules: { '@typescript-eslint/no-require-imports': ['error', { allow: ['^./mongo/mongo.role$'] }] },
  },
  {
    // The library is loaded when it is needed, and its warning of Node 20 is held back.
    files: ['src/oidc/oidc.provider.ts'],
    rules: {
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^oidc-provider$'] }],
      'no-console': ['error', { allow: ['warn'] }],
    },
  },
  {
    // Loaded when the first e-mail is sent.
    files: ['src/mail/mailer.ts'],
    rules: { '@typescript-eslint/no-require-imports': ['error', { allow: ['^nodemailer$'] }] },
  },
  {
    files: ['**/vite.config.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: readonly(node) },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: readonly([...node, ...commonJs]) },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
