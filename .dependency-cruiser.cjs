/** Who may import whom: apps → crm → matching, contracts, platform. Arrows one way, no circles. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'but for two entities that relate to each other',
      severity: 'error',
      from: { pathNot: '\\.entity\\.ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'libraries-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'matching-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/matching/' },
      to: { path: '^(libs/(?!matching/)|apps/)' },
    },
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: '^libs/contracts/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(libs/contracts/|node_modules/zod)' },
    },
    {
      name: 'platform-imports-only-contracts',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: '^libs/(crm|matching)/' },
    },
    {
      name: 'web-knows-the-server-only-by-contracts',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(libs/(crm|platform)/|apps/(api|worker|start)/)' },
    },
    {
      name: 'doors-do-not-open-into-each-other',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: { path: '^apps/worker/' },
    },
    {
      name: 'doors-do-not-open-into-each-other-2',
      severity: 'error',
      from: { path: '^apps/worker/' },
      to: { path: '^apps/api/' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^(apps|libs)/[^/]+/src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['app-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
