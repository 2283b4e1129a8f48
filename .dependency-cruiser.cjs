/**
 * The arrows between the rooms of src/: whom each may import, itself aside. Everybody may import `config` and `errors`,
 * unless the room is listed in `secluded`. A room that is not listed here may import nothing.
 */
const arrows = {
  errors: [],
  clock: [],
  ids: [],
  paging: [],
  'same-secret': [],
  proxy: [],
  doctor: ['clock', 'persistence', 'proxy'],
  'development-secrets': [],
  apps: ['clock', 'http', 'ids', 'paging', 'persistence'],
  config: ['apps', 'development-secrets'],
  metrics: ['http'],
  persistence: ['clock', 'ids'],
  telegram: ['clock', 'metrics', 'proxy', 'same-secret'],
  http: ['apps', 'clock', 'ids', 'metrics', 'same-secret'],
  mail: [],
  lease: ['ids', 'persistence', 'telegram'],
  audit: ['clock', 'http', 'ids', 'metrics', 'paging', 'persistence'],
  oidc: [...['account', 'apps', 'audit', 'clock', 'http', 'ids', 'limits', 'persistence', 'same-secret', 'session']],
  limits: ['clock', 'http', 'ids', 'metrics', 'paging', 'persistence'],
  otp: ['ids', 'metrics', 'persistence', 'same-secret'],
  account: ['audit', 'clock', 'http', 'ids', 'metrics', 'persistence', 'session', 'telegram'],
  session: [
    ...[
      'account',
      'audit',
      'clock',
      'development-secrets',
      'http',
      'ids',
      'limits',
      'metrics',
      'paging',
      'persistence',
    ],
    'same-secret',
  ],
  delivery: ['account', 'apps', 'audit', 'clock', 'ids', 'lease', 'metrics', 'otp', 'persistence', 'telegram'],
  registration: [
    ...[
      'account',
      'apps',
      'audit',
      'clock',
      'delivery',
      'http',
      'ids',
      'limits',
      'metrics',
      'oidc',
      'otp',
      'persistence',
    ],
    ...['session', 'telegram'],
  ],
  privacy: [
    'account',
    'audit',
    'clock',
    'delivery',
    'http',
    'ids',
    'limits',
    'mail',
    'oidc',
    'otp',
    'paging',
    'persistence',
    'same-secret',
    'session',
  ],
  'verify-api': [...['account', 'audit', 'clock', 'delivery', 'http', 'limits', 'otp', 'registration', 'same-secret']],
  retention: [
    ...['account', 'audit', 'clock', 'delivery', 'lease', 'metrics', 'oidc', 'otp', 'persistence', 'registration'],
    ...['session', 'telegram', 'webhooks'],
  ],
  webhooks: ['account', 'clock', 'ids', 'metrics', 'otp', 'persistence', 'proxy'],
  health: ['clock', 'delivery', 'http', 'lease', 'metrics', 'persistence', 'retention', 'telegram'],
  admin: [
    ...[
      'account',
      'apps',
      'audit',
      'clock',
      'delivery',
      'health',
      'http',
      'ids',
      'limits',
      'metrics',
      'oidc',
      'otp',
      'paging',
      'persistence',
      'registration',
    ],
    ...['session', 'telegram', 'webhooks'],
  ],
  sandbox: [],
};

/** Rooms that do not even know our settings and errors: they could be packages of their own. */
const secluded = ['errors', 'clock', 'ids', 'paging', 'same-secret', 'development-secrets', 'config', 'sandbox'];

/** What tests may use beside the arrows of their room: a real store, a real Bot API, and what all tests share. */
const testRooms = ['persistence', 'sandbox', '[^/]+\\.fixture'];

const TEST = '(\\.test\\.ts|\\.contract\\.ts|\\.factory\\.ts|\\.fixture\\.ts|/fake\\.[^/]+|\\.fake\\.ts)$';
const ADAPTER = '\\.(sqlite|mongo)\\.ts$';

const inRoom = (room) => `^src/${room}[/.]`;

const allowedBy = (room) => [...(secluded.includes(room) ? [] : ['config', 'errors']), ...arrows[room]];

/** Two rules a room: its product code follows the arrows, its tests may use a store and the sandbox too. */
function rulesOf(room) {
  const may = [room, ...allowedBy(room)];
  const comment = `${room} may import ${allowedBy(room).join(', ') || 'nothing of ours'}: see .dependency-cruiser.cjs.`;
  const onlyTo = (rooms) => ({ path: '^src/', pathNot: rooms.map(inRoom) });
  return [
    forbidden(`arrows-of-${room}`, comment, { path: inRoom(room), pathNot: TEST }, onlyTo(may)),
    forbidden(
      `arrows-of-${room}-tests`,
      comment,
      { path: `^src/${room}(?=[/.]).*${TEST}` },
      onlyTo([...may, ...testRooms]),
    ),
  ];
}

const forbidden = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbidden('no-cycle', 'Data walks one way.', {}, { circular: true }),
    forbidden('no-unresolvable', 'This import leads nowhere.', {}, { couldNotResolve: true }),
    ...Object.keys(arrows).flatMap(rulesOf),
    forbidden(
      'room-without-arrows',
      'Give the room a line in the table of .dependency-cruiser.cjs.',
      { path: '^src/[^/]+/', pathNot: Object.keys(arrows).map(inRoom) },
      { path: '^src/' },
    ),
    forbidden(
      'adapters-stay-home',
      'An adapter is chosen by its own module; everybody else asks for the port.',
      { path: '^src/', pathNot: ['\\.module\\.ts$', '\\.test\\.ts$'] },
      { path: ADAPTER },
    ),
    forbidden(
      'adapters-of-other-rooms',
      'An adapter is chosen by its own module; everybody else asks for the port.',
      // The tests of the driver's edge tear the adapters' own writes apart.
      { path: '^(src/[^/]+|test|bench)/', pathNot: '^test/mongo/' },
      { path: ADAPTER, pathNot: '^$1/' },
    ),
    forbidden(
      'mongoose-comes-late',
      'A start with SQLite does not load mongoose: take its types alone, and ask MongoDatabase.',
      { path: '^src/', pathNot: [TEST, '^src/persistence/'] },
      {
        path: ['(^|/)node_modules/@?mongo', '^src/persistence/mongo[.]', '^src/persistence/collections/'],
        pathNot: '^src/persistence/mongo\\.(record|erasing)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbidden(
      'no-tests-in-the-product',
      'Product code does not import tests, contracts, factories and fakes.',
      { path: '^(src|web)/', pathNot: TEST },
      { path: ['^test/', '^bench/', TEST] },
    ),
    forbidden(
      'no-development-packages',
      'This package is not installed in production: list it under dependencies.',
      { path: '^src/', pathNot: TEST },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbidden(
      'no-unlisted-packages',
      'package.json does not list this package: it is here by chance.',
      { path: '^(src|test|web)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbidden(
      'web-apart',
      'The PWA knows the server by openapi.json alone, and shares with it what a field may look like, and how a colour is read.',
      { path: '^web/' },
      { path: '^src/', pathNot: '^src/(http/patterns|apps/contrast)[.]ts$' },
    ),
    forbidden(
      'server-apart',
      'The server serves the PWA and imports nothing of it.',
      { path: '^src/' },
      { path: '^web/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.cjs', '.js', '.json', '.css'],
    },
  },
};
