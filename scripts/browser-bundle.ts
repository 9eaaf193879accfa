/** The compiler as one file for pages and workers: what `@kusion/kcl/browser` is. */
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** For a browser nothing of Node is there: an import of it does not build. */
export async function browserBundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'packages/kcl/src/browser/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@kusion/source'],
    minify: true,
    legalComments: 'none',
    write: false,
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild made no bundle')
  return file.contents
}
