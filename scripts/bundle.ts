/** Bundles the three commands into single files that start fast. */
import { build } from 'esbuild'

const commands = ['kcl', 'kusion', 'konfig']

await build({
  entryPoints: commands.map((command) => ({ in: `packages/cli/src/bin/${command}.ts`, out: command })),
  outdir: 'packages/cli/dist/bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  conditions: ['@kusion/source'],
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  banner: {
    js: "import { createRequire as kusionCreateRequire } from 'node:module'; const require = kusionCreateRequire(import.meta.url);",
  },
})
