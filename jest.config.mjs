/** One configuration for every suite; scripts/test.mjs starts PostgreSQL and passes what to run. */
const config = {
  rootDir: '.',
  testEnvironment: 'node',
  globalSetup: './test/support/postgres/global-setup.mjs',
  globalTeardown: './test/support/postgres/global-teardown.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['**/*.spec.ts', '**/*.pg-spec.ts', '**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  moduleNameMapper: {
    '^@sync-hub/sync-client$': '<rootDir>/packages/sync-client/src/index.ts',
    '^@sync-hub/simulators$': '<rootDir>/simulators/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  maxWorkers: 2,
  testTimeout: 60_000,
};

export default config;
