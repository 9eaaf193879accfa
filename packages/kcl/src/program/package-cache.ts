/**
 * Packages that an earlier process found without fault: what they import and declare, and the JavaScript that they became.
 * A package is what it was if its files are, and if all that it imports is what it was.
 */
import type { CompileCache, Host } from '../host.ts'
import { importedBy, type CheckedPackage, type Package, type PackageSource, type Program } from './program.ts'

/** The head of an entry: a line of JSON. The texts follow, one after the other. */
interface Head extends Omit<CheckedPackage, 'code'> {
  readonly key: string
  /** What each text defines, and how long it is. */
  readonly texts: readonly (readonly [name: string, length: number])[]
}

export interface KeptPackage {
  readonly checked: CheckedPackage
  /** The text of a file, if it is still the one that the outline tells of. */
  readText(index: number): string | undefined
}

/** File systems tell times apart no finer than this, in milliseconds; two seconds is what the coarsest of them do. */
const COARSEST_CLOCK = 2_000

/** Undefined where nothing was kept, or a file is not what it was. */
export function readPackage(host: Host, key: string, paths: readonly string[]): KeptPackage | undefined {
  const { cache } = host
  const text = cache?.read(nameOf(key))
  if (!cache || text === undefined) return undefined
  const end = text.indexOf('\n')
  const head = headOf(text.slice(0, end))
  if (head?.key !== key || head.files.length !== paths.length) return undefined
  const signatures: string[] = []
  let isRenewed = false
  for (const [index, file] of head.files.entries()) {
    const path = paths[index] ?? ''
    if (!path.endsWith(`/${file.name}`)) return undefined
    const found = cache.signature(path)
    if (!found) return undefined
    if (found.text !== file.signature) {
      if (hashOf(host, cache, path) !== file.hash) return undefined
      isRenewed = true
    }
    signatures.push(found.text)
  }
  const code = textsOf(head, text, end + 1)
  if (!code) return undefined
  const { id, dependencies } = head
  const readAt = host.now?.() ?? 0
  const files = isRenewed
    ? head.files.map((file, index) => ({ ...file, signature: settledSignature(cache, paths[index] ?? '', readAt) }))
    : head.files
  const checked = { id, dependencies, files, code }
  if (isRenewed && files.every(({ signature }, index) => signature === signatures[index]))
    cache.write(nameOf(key), serialized(key, checked))
  return {
    checked,
    readText: (index) => {
      const path = paths[index] ?? ''
      const found = host.readFile?.(path)
      return cache.signature(path)?.text === signatures[index] ? found : undefined
    },
  }
}

/**
 * Keeps the packages of a program that was checked and run.
 *
 * @param take the texts that were generated for a package since it was last asked
 */
export function keepPackages(
  host: Host,
  program: Program,
  take: (pkg: Package) => ReadonlyMap<string, string> | undefined,
): void {
  const { cache } = host
  if (!cache) return
  // A package comes after all that it imports.
  for (const pkg of program.packages.values()) {
    const added = take(pkg)
    if (!pkg.source || (pkg.checked && !added)) continue
    const checked = pkg.checked ?? checkedPackage(host, cache, program, pkg, pkg.source)
    if (!checked) continue
    pkg.checked = { ...checked, code: new Map([...checked.code, ...(added ?? [])]) }
    cache.write(nameOf(pkg.source.key), serialized(pkg.source.key, pkg.checked))
  }
}

/** Undefined where something that it imports is not kept. */
function checkedPackage(
  host: Host,
  cache: CompileCache,
  program: Program,
  pkg: Package,
  { key, readAt }: PackageSource,
): CheckedPackage | undefined {
  const ids = importedBy(pkg).map((path) => [path, program.packages.get(path)?.checked?.id] as const)
  const known = ids.flatMap(([path, id]) => (id === undefined ? [] : [[path, id] as const]))
  if (known.length < ids.length) return undefined
  const dependencies = Object.fromEntries(known)
  const files = pkg.files.map((file) => ({
    name: file.path.slice(file.path.lastIndexOf('/') + 1),
    signature: settledSignature(cache, file.path, readAt),
    hash: cache.hash(file.text),
    outline: file.outline,
  }))
  const contents = files.map(({ name, hash }) => [name, hash])
  return { id: cache.hash(JSON.stringify([key, contents, dependencies])), dependencies, files, code: new Map() }
}

function settledSignature(cache: CompileCache, path: string, readAt: number): string {
  const found = cache.signature(path)
  return found && found.changed < readAt - COARSEST_CLOCK ? found.text : ''
}

function hashOf(host: Host, cache: CompileCache, path: string): string | undefined {
  const text = host.readFile?.(path)
  return text === undefined ? undefined : cache.hash(text)
}

function serialized(key: string, { code, ...checked }: CheckedPackage): string {
  const head: Head = { key, ...checked, texts: Array.from(code, ([name, text]) => [name, text.length]) }
  return [`${JSON.stringify(head)}\n`, ...code.values()].join('')
}

function headOf(line: string): Head | undefined {
  try {
    return JSON.parse(line) as Head
  } catch {
    return undefined
  }
}

/** Undefined where the entry is cut off. */
function textsOf({ texts }: Head, entry: string, start: number): ReadonlyMap<string, string> | undefined {
  const code = new Map<string, string>()
  let at = start
  for (const [name, length] of texts) {
    code.set(name, entry.slice(at, at + length))
    at += length
  }
  return at === entry.length ? code : undefined
}

/** Names of entries need only be different; two keys with one name take turns. */
function nameOf(key: string): string {
  let low = 0x811c9dc5
  let high = 0x1b873593
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
  }
  return `${hex(low)}${hex(high)}`
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
