import { availableParallelism } from 'node:os';

const base = {
  testEnvironmentOptions: { customExportConditions: ['app-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

/** Tests that need a database live in `*.service.spec.ts`; every other `*.spec.ts` is pure. */
export default {
  // A busy machine is no failure: nothing here asserts how fast it is.
  testTimeout: 60_000,
  // Much of a test is waiting for PostgreSQL, so two at a time pay even on two cores, where the default is one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A worker ends with every handle closed and 1.2–1.4 GB of module contexts; to give those back takes 1.0–1.2 s on a busy machine, which
  // Jest's half second takes for a leak. What still runs after this is one.
  workerGracefulExitTimeout: 10_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      roots: ['<rootDir>/apps', '<rootDir>/libs'],
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.service\\.spec\\.ts$'],
    },
    {
      ...base,
      displayName: 'service',
      roots: ['<rootDir>/libs', '<rootDir>/apps'],
      testMatch: ['**/*.service.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
    {
      ...base,
      displayName: 'story',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
    { ...base, displayName: 'quality', roots: ['<rootDir>/test'], testMatch: ['**/*.quality-spec.ts'] },
    { ...base, displayName: 'package', roots: ['<rootDir>/test'], testMatch: ['**/*.package-spec.ts'] },
    {
      ...base,
      displayName: 'fault',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.fault-spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
  ],
};
