// The walls of the project. An import goes down the floors, never up, never sideways; siblings talk by events.
// Each line of `floors` may import the lines above it only.
const floors = [
  ['platform'],
  ['access', 'calendars'],
  ['customers', 'knowledge', 'routing', 'flows', 'speech', 'clocks'],
  ['contacts'],
  ['cases', 'channels'],
  ['offices', 'campaigns', 'surveys', 'automation', 'selfservice', 'listening', 'recordings', 'rooms'],
  ['quality', 'workforce', 'suppliers'],
  ['insight'],
  ['app'],
];

const folder = (names) => `^server/(${names.join('|')})/`;
// The programs, above everything; tests may look at all of it.
const programs = '^server/[^/]+\\.ts$';
const test = '\\.test\\.ts$';

const downTheFloors = floors.flatMap((names, floor) => {
  const above = floors.slice(floor + 1).flat();
  const rules = [];
  if (above.length > 0) {
    rules.push({
      name: `${names.join('-')}-never-imports-up`,
      severity: 'error',
      from: { path: folder(names), pathNot: test },
      to: { path: [folder(above), programs] },
    });
  }
  for (const name of names) {
    const siblings = names.filter((other) => other !== name);
    if (siblings.length === 0) continue;
    rules.push({
      name: `${name}-never-imports-sideways`,
      severity: 'error',
      from: { path: folder([name]), pathNot: test },
      to: { path: folder(siblings) },
    });
  }
  return rules;
});

module.exports = {
  forbidden: [
    ...downTheFloors,
    {
      name: 'only-through-the-module-door',
      comment:
        'A module is imported through its index.ts; only app may reach past a door, to put things together.',
      severity: 'error',
      from: { path: '^server/(?!app/)([^/]+)/', pathNot: test },
      to: { path: '^server/(?!platform/)([^/]+)/', pathNot: ['^server/$1/', '^server/[^/]+/index\\.ts$'] },
    },
    {
      name: 'channel-adapters-through-their-door',
      comment:
        'The channels know nothing of each other; only files of channels/ itself know them all. What channels that ' +
        'face visitors have in common is in channels/visitors/, which knows no channel.',
      severity: 'error',
      from: { path: '^server/channels/([^/]+)/', pathNot: test },
      to: {
        path: '^server/channels/([^/]+)/',
        pathNot: ['^server/channels/$1/', '^server/channels/visitors/'],
      },
    },
    {
      name: 'media-is-a-program-of-its-own',
      comment:
        'The media process speaks to the server over its API only, so that it may run and die by itself.',
      severity: 'error',
      from: { path: '^server/media/', pathNot: test },
      to: { path: '^server/(?!media/)' },
    },
    {
      name: 'nobody-imports-media',
      severity: 'error',
      from: { path: '^server/(?!media/)', pathNot: test },
      to: { path: '^server/media/' },
    },
    {
      name: 'media-core-knows-no-wire',
      comment: 'Rooms, clocks and codecs are tested with fake legs and know nothing of browsers and trunks.',
      severity: 'error',
      from: { path: '^server/media/core/', pathNot: test },
      to: { pathNot: ['^server/media/core/'] },
    },
    {
      name: 'web-never-imports-server',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|scripts|tests/support|bench)/' },
    },
    {
      name: 'server-never-imports-web',
      severity: 'error',
      from: { path: '^(server|contract)/', pathNot: test },
      to: { path: '^(web|tests|bench|scripts)/' },
    },
    ...['desk', 'portal', 'form', 'widget'].map((site) => ({
      name: `${site}-never-imports-another-site`,
      severity: 'error',
      from: { path: `^web/${site}/` },
      to: { path: `^web/(?!kit/|${site}/)[^/]+/` },
    })),
    {
      name: 'kit-knows-no-site',
      severity: 'error',
      from: { path: '^web/kit/' },
      to: { path: '^web/(?!kit/)' },
    },
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      from: { path: '^contract/', pathNot: test },
      to: { pathNot: ['^contract/', '(^|/)node_modules/zod/', '^zod'] },
    },
    ...Object.entries({ pg: 'platform', imapflow: 'channels/email', werift: 'media/embedded' }).map(
      ([vendor, home]) => ({
        name: `${vendor}-only-in-${home.replace('/', '-')}`,
        severity: 'error',
        from: { path: '^server/', pathNot: [`^server/${home}/`, test] },
        to: { path: `(^|/)node_modules/${vendor}/` },
      }),
    ),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-missing', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // TypeScript 7 has no programming interface that the tool could use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'browser'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
