/** Where the commands keep compiled packages: a folder of the user's, one part of it for each build of the compiler. */
import { resolve } from 'node:path'
import type { CompileCache } from '@kusion/kcl'
import { createCompileCache } from '@kusion/kcl/node'

/** Named by the bundler; sources that run unbundled may change at any time, and so keep nothing. */
declare const COMPILER_BUILD: string | undefined

/** `KCL_CACHE_PATH`, else the user's cache folder; undefined where `KCL_CACHE_PATH` is empty, which turns it off. */
export function compileCacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment['KCL_CACHE_PATH']
  if (given !== undefined) return given === '' ? undefined : resolve(given, 'kcl-packages')
  const base = environment['XDG_CACHE_HOME']
  // Loading `node:os` costs a twentieth of a small run, and says the same where HOME is set.
  const home = (): string => environment['HOME'] ?? process.getBuiltinModule('node:os').homedir()
  return resolve(base === undefined || base === '' ? `${home()}/.cache` : base, 'kusion', 'kcl-packages')
}

/** To be spread into the options of a host. */
export function compileCache(environment: NodeJS.ProcessEnv): { readonly cache?: CompileCache } {
  const folder = compileCacheFolder(environment)
  if (folder === undefined || typeof COMPILER_BUILD === 'undefined' || COMPILER_BUILD === undefined) return {}
  return { cache: createCompileCache(folder, COMPILER_BUILD) }
}
