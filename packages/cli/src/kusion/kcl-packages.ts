/** Where the KCL of the built-in modules lies: beside the bundle in a release, in its package in a checkout. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = ['kam', 'service', 'job', 'network', 'k8s_manifest']

let found: ReadonlyMap<string, string> | undefined

export function builtinKclPackages(): ReadonlyMap<string, string> {
  return (found ??= findPackages())
}

function findPackages(): ReadonlyMap<string, string> {
  const candidates = [
    join(import.meta.dirname, '..', 'kcl'),
    join(import.meta.dirname, '..', '..', '..', 'modules', 'kcl'),
  ]
  const folder = candidates.find((candidate) => existsSync(join(candidate, 'kam', 'kcl.mod')))
  return new Map(folder === undefined ? [] : NAMES.map((name) => [name, join(folder, name)]))
}
