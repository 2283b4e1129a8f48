/**
 * The arrows between the rooms of src/: what each may import, itself aside; none leads back to where it began. Every room
 * may import `config` and `errors`, unless it is listed in `secluded`. A room that is not listed here may import nothing.
 */
const arrows = {
  errors: [],
  clock: [],
  ids: [],
  paging: ['ids'],
  'outgoing-proxy': [],
  secrets: ['folders'],
  folders: [],
  fields: [],
  config: ['fields', 'ids', 'secrets'],
  metrics: [],
  persistence: ['clock', 'folders', 'ids'],
  apps: ['clock', 'ids', 'paging', 'persistence', 'secrets'],
  telegram: ['clock', 'metrics', 'outgoing-proxy', 'secrets'],
  http: ['clock', 'ids', 'metrics', 'secrets'],
  mail: [],
  lease: ['ids', 'persistence', 'telegram'],
  audit: ['http', 'ids', 'paging', 'persistence'],
  limits: ['clock', 'metrics', 'paging', 'persistence'],
  verification: ['apps', 'ids', 'metrics', 'paging', 'persistence', 'secrets'],
  session: ['audit', 'clock', 'fields', 'http', 'ids', 'limits', 'paging', 'persistence', 'secrets', 'verification'],
  account: ['audit', 'clock', 'fields', 'http', 'ids', 'persistence', 'session', 'telegram'],
  tokens: ['account', 'http', 'session'],
  oidc: [
    'account',
    'apps',
    'audit',
    'clock',
    'fields',
    'http',
    'ids',
    'limits',
    'metrics',
    'outgoing-proxy',
    'paging',
    'persistence',
    'secrets',
    'session',
    'verification',
    'webhooks',
  ],
  pages: ['apps', 'http'],
  delivery: [
    'account',
    'apps',
    'audit',
    'clock',
    'ids',
    'lease',
    'metrics',
    'paging',
    'persistence',
    'telegram',
    'verification',
  ],
  otp: [
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
    'persistence',
    'session',
    'telegram',
    'tokens',
    'verification',
  ],
  registration: [
    'account',
    'apps',
    'clock',
    'delivery',
    'fields',
    'http',
    'ids',
    'limits',
    'otp',
    'persistence',
    'session',
    'telegram',
    'tokens',
    'verification',
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
    'paging',
    'persistence',
    'secrets',
    'session',
    'verification',
  ],
  'verify-api': ['account', 'apps', 'clock', 'fields', 'http', 'otp', 'secrets', 'verification'],
  webhooks: ['account', 'apps', 'clock', 'ids', 'metrics', 'outgoing-proxy', 'persistence', 'verification'],
  retention: [
    'account',
    'audit',
    'clock',
    'delivery',
    'lease',
    'metrics',
    'oidc',
    'otp',
    'persistence',
    'session',
    'telegram',
    'verification',
    'webhooks',
  ],
  health: ['clock', 'delivery', 'lease', 'metrics', 'persistence', 'retention', 'telegram'],
  admin: [
    'account',
    'apps',
    'audit',
    'clock',
    'delivery',
    'fields',
    'health',
    'http',
    'ids',
    'limits',
    'metrics',
    'oidc',
    'otp',
    'paging',
    'session',
    'telegram',
    'verification',
    'webhooks',
  ],
  stores: [
    'account',
    'apps',
    'audit',
    'delivery',
    'lease',
    'limits',
    'oidc',
    'otp',
    'persistence',
    'registration',
    'session',
    'verification',
    'webhooks',
  ],
  doctor: ['clock', 'outgoing-proxy', 'persistence', 'stores', 'telegram'],
  rotation: ['secrets'],
  moving: [
    'account',
    'apps',
    'audit',
    'delivery',
    'lease',
    'limits',
    'oidc',
    'otp',
    'persistence',
    'registration',
    'session',
    'stores',
    'verification',
    'webhooks',
  ],
  sandbox: [],
};

/** Rooms that do not even know our settings and errors: they could be packages of their own. */
const secluded = ['clock', 'config', 'errors', 'fields', 'folders', 'ids', 'paging', 'sandbox', 'secrets'];

/** What tests may use beside the arrows of their room: a real store, and a real Bot API. */
const testRooms = ['persistence', 'sandbox', 'stores'];

const TEST = '(\\.test\\.ts|\\.contract\\.ts|\\.fixture\\.ts)$';
const ADAPTER = '\\.(sqlite|mongo)\\.ts$';

/** Its folder, or its only file. */
const inRoom = (room) => `^src/${room}(?:/|(?:\\.test)?\\.ts$)`;

const allowedBy = (room) => [...(secluded.includes(room) ? [] : ['config', 'errors']), ...arrows[room]];

/** Two rooms that need each other are one room, or miss a third: the table itself leads nowhere back. */
function assertOneWay(room, path = []) {
  if (path.includes(room)) throw new Error(`rooms in a circle: ${[...path, room].join(' → ')}`);
  for (const next of allowedBy(room)) assertOneWay(next, [...path, room]);
}

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

Object.keys(arrows).forEach((room) => assertOneWay(room));

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
      // The tests of the driver's edge tear the adapters' own writes apart; a refreshed token is tried on a real session.
      { path: '^(src/[^/]+|test|bench)/', pathNot: ['^test/mongo/', '^src/tokens/.*\\.test\\.ts$'] },
      { path: ADAPTER, pathNot: '^$1/' },
    ),
    forbidden(
      'mongoose-comes-late',
      'A start with SQLite does not load mongoose: take its types alone, and ask MongoDatabase.',
      { path: '^src/', pathNot: [TEST, '^src/persistence/', '^src/stores/', '\\.collection\\.ts$'] },
      {
        path: ['(^|/)node_modules/@?mongo', '^src/persistence/mongo/', '^src/stores/mongo', '\\.collection\\.ts$'],
        pathNot: '^src/persistence/mongo/mongo\\.(record|erasing)\\.ts$',
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
      { path: '^src/', pathNot: '^src/(fields/patterns|config/apps/contrast)[.]ts$' },
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
