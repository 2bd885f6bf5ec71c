/**
 * The import rules of DESIGN §2, one sentence of ARCHITECTURE.md each. Imports run one way:
 * main, worker, cli -> app -> connectors -> modules -> flow -> database -> config -> kernel.
 */
const TESTS = '\\.(?:spec|pg-spec|e2e-spec|contract)\\.ts$';
const LAYERS = ['kernel', 'config', 'database', 'flow', 'modules', 'connectors', 'app'];

const upward = LAYERS.slice(0, -1).map((layer, index) => ({
  name: `${layer}-imports-nothing-above-it`,
  comment: `${layer}/ must not know ${LAYERS.slice(index + 1).join(', ')} or the entry points.`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: TESTS },
  to: { path: `^src/(?:(?:${LAYERS.slice(index + 1).join('|')})/|(?:main|worker|cli)\\.ts$)` },
}));

/** Across a folder of flow/, modules/ or connectors/: through the public door, or module to module. */
const doors = ['flow', 'modules', 'connectors'].map((layer) => ({
  name: `${layer}-only-through-the-public-door`,
  comment: `A folder of ${layer}/ is entered by its *.public.ts, or by its *.module.ts from a *.module.ts.`,
  severity: 'error',
  from: { path: `^src/${layer}/([^/]+)/`, pathNot: `${TESTS}|\\.module\\.ts$` },
  to: { path: `^src/${layer}/[^/]+/`, pathNot: [`^src/${layer}/$1/`, '\\.public\\.ts$'] },
}));

const doorsFromAbove = ['flow', 'modules'].map((layer) => ({
  name: `${layer}-only-through-the-public-door-from-other-layers`,
  comment: `Other layers enter a folder of ${layer}/ by its *.public.ts too.`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/${layer}/`, TESTS, '\\.module\\.ts$'] },
  to: { path: `^src/${layer}/[^/]+/`, pathNot: '\\.public\\.ts$' },
}));

const doorsOfModules = {
  name: 'modules-are-wired-by-modules',
  comment: 'A *.module.ts enters another folder by its *.module.ts or its *.public.ts only.',
  severity: 'error',
  from: { path: '^src/([^/]+)/([^/]+)/[^/]*\\.module\\.ts$' },
  to: {
    path: '^src/(?:flow|modules|connectors)/[^/]+/',
    pathNot: ['^src/$1/$2/', '\\.(?:public|module|manifest|connector)\\.ts$'],
  },
};

const config = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'No two files import each other, not even for a type.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...upward,
    ...doors,
    ...doorsFromAbove,
    doorsOfModules,
    {
      name: 'nothing-above-app-but-the-entry-points',
      comment: 'Nobody imports main, worker or cli.',
      severity: 'error',
      from: {},
      to: { path: '^src/(?:main|worker|cli)\\.ts$' },
    },
    {
      name: 'migrations-only-from-database',
      comment: 'Only database/ knows the migrations.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/database/', TESTS] },
      to: { path: '^migrations/' },
    },
    {
      name: 'migrations-import-nothing-of-ours',
      comment: 'A migration must mean the same for ever, so it leans on no code that changes.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(?:src|test|simulators|packages|demo)/' },
    },
    {
      name: 'product-without-tests-and-simulators',
      comment: 'The product runs without tests, simulators and demo.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^(?:test|simulators|demo|packages)/' },
    },
    {
      name: 'the-panel-knows-the-api-only',
      comment: 'The admin panel imports nothing of the server: it knows openapi.json, as any client does.',
      severity: 'error',
      from: { path: '^apps/admin/' },
      to: { path: '^(?:src|migrations|test|simulators|demo)/' },
    },
    {
      name: 'panel-features-stand-alone',
      comment: 'A feature of the panel does not import another one; only app/features.ts knows them all.',
      severity: 'error',
      from: { path: '^apps/admin/src/([^/]+)/', pathNot: `^apps/admin/src/app/|${TESTS}` },
      to: {
        path: '^apps/admin/src/[^/]+/',
        pathNot: ['^apps/admin/src/$1/', '^apps/admin/src/(?:api|app|auth|data|i18n|ui)/'],
      },
    },
    {
      name: 'every-import-resolves',
      comment: 'Everything imported resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

export default config;
