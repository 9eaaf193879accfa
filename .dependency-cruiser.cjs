/** Imports reach only lower layers: the table of ARCHITECTURE.md. */
const may = {
  diagnostics: [],
  spec: ['diagnostics'],
  kcl: ['diagnostics'],
  modules: ['diagnostics', 'kcl', 'spec'],
  playground: ['kcl'],
  engine: ['diagnostics', 'spec'],
  'runtime-kubernetes': ['diagnostics', 'engine', 'spec'],
  stores: ['diagnostics', 'engine', 'spec'],
  sandbox: [],
  konfig: ['diagnostics', 'kcl', 'modules', 'spec'],
  cli: ['diagnostics', 'spec', 'kcl', 'modules', 'engine', 'runtime-kubernetes', 'stores', 'sandbox', 'konfig'],
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(may).map(([name, allowed]) => ({
      name: `layers-of-${name}`,
      severity: 'error',
      from: { path: `^packages/${name}/src` },
      to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    {
      name: 'plan-and-apply-meet-in-data',
      severity: 'error',
      from: { path: '^packages/engine/src/plan/' },
      to: { path: '^packages/engine/src/apply/' },
    },
    {
      name: 'apply-and-plan-meet-in-data',
      severity: 'error',
      from: { path: '^packages/engine/src/apply/' },
      to: { path: '^packages/engine/src/plan/' },
    },
    {
      name: 'the-compiler-is-pure',
      severity: 'error',
      from: { path: '^packages/kcl/src', pathNot: '^packages/kcl/src/node/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/test/|\\.test\\.ts$)' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@kusion/source', 'import', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
}
