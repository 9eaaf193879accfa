/** The cache of compiled packages, in files: one for each package, renewed when the package is another. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { CompileCache } from '../host.ts'

/** What no version has used for so long, in milliseconds, belongs to none that is still there. */
const OLDEST = 30 * 24 * 3_600_000

/**
 * @param folder absolute; made when something is kept
 * @param version of the compiler: what another one kept is not looked at
 */
export function createCompileCache(folder: string, version: string): CompileCache {
  const own = `${folder}/${version}`
  return {
    folder,
    signature: (path) => {
      const found = statSync(path, { throwIfNoEntry: false })
      return (
        found && {
          text: `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}`,
          changed: Math.max(found.mtimeMs, found.ctimeMs),
        }
      )
    },
    // Loading it costs as much as a small run.
    hash: (text) => process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('base64url'),
    read: (name) => attempt(() => readFileSync(`${own}/${name}`, 'utf8')),
    write: (name, text) => {
      const unfinished = `${own}/${name}.${process.pid}`
      const isWritten = attempt(() => {
        if (mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined) removeOldVersions(folder, version)
        writeFileSync(unfinished, text, { mode: 0o600 })
        renameSync(unfinished, `${own}/${name}`)
        return true
      })
      if (!isWritten) attempt(() => rmSync(unfinished, { force: true }))
    },
  }
}

function removeOldVersions(folder: string, version: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== version && Date.now() - statSync(`${folder}/${name}`).mtimeMs > OLDEST)
      rmSync(`${folder}/${name}`, { recursive: true, force: true })
  }
}

/** A cache that cannot be read or written, or for which the disk is too full, is none: programs compile all the same. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
