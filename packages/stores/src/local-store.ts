/**
 * State on local files: written beside, synced and renamed, so that a crash leaves the old text or the new one. Locks
 * are files that name their holder; a holder that no longer lives does not hold anything.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import {
  StoreError,
  type Lease,
  type LockHolder,
  type LockResult,
  type PutResult,
  type StateStore,
  type StoredDocument,
} from '@kusion/engine'

export function createLocalStore(folder: string): StateStore {
  return new LocalStore(folder)
}

interface LockFile {
  readonly holder: LockHolder
  readonly fencing: number
  /** When the process was started, in clock ticks since boot: a number that was given to another process later differs. */
  readonly started: string | undefined
}

class LocalStore implements StateStore {
  readonly #folder: string
  #counter = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  #path(key: string): string {
    if (key.split('/').some((part) => part === '..' || part === '')) throw new StoreError(`'${key}' is no key`)
    return join(this.#folder, key)
  }

  async get(key: string): Promise<StoredDocument | undefined> {
    const text = readIfThere(this.#path(key))
    return text === undefined ? undefined : { text, version: versionOf(text) }
  }

  async put(key: string, text: string, expected: string | undefined): Promise<PutResult> {
    const path = this.#path(key)
    return guarded(path, () => {
      const unlock = this.#exclusive(path)
      try {
        const now = readIfThere(path)
        if ((now === undefined ? undefined : versionOf(now)) !== expected) return { ok: false, reason: 'changed' }
        this.#write(path, text)
        return { ok: true, version: versionOf(text) }
      } finally {
        unlock()
      }
    })
  }

  /** Between reading and replacing nobody else may write: a file that only one can make guards these microseconds. */
  #exclusive(path: string): () => void {
    makeFolder(dirname(path))
    const guard = `${path}.guard`
    const deadline = Date.now() + 10_000
    for (;;) {
      try {
        closeSync(openSync(guard, 'wx', 0o600))
        return () => rmSync(guard, { force: true })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        if (Date.now() > deadline) rmSync(guard, { force: true })
        Atomics.wait(PAUSE, 0, 0, 2)
      }
    }
  }

  #write(path: string, text: string): void {
    const beside = `${path}.${process.pid}.${++this.#counter}.tmp`
    try {
      writeSynced(beside, text, 'wx')
      renameSync(beside, path)
    } catch (error) {
      rmSync(beside, { force: true })
      throw error
    }
    syncFolder(dirname(path))
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key)
    guarded(path, () => rmSync(path, { force: true }))
  }

  async list(prefix: string): Promise<readonly string[]> {
    const folder = prefix === '' ? this.#folder : this.#path(prefix)
    return guarded(folder, () => {
      try {
        return readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !/\.(?:tmp|guard)$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name).slice(this.#folder.length + 1))
          .toSorted()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
  }

  async append(key: string, line: string): Promise<void> {
    const path = this.#path(key)
    guarded(path, () => {
      makeFolder(dirname(path))
      writeSynced(path, `${line}\n`, 'a')
    })
  }

  async readLines(key: string): Promise<readonly string[]> {
    const text = readIfThere(this.#path(key)) ?? ''
    const lines = text.split('\n')
    // What follows the last line break was torn off by a crash.
    lines.pop()
    return lines.filter((line) => isWhole(line))
  }

  async lock(key: string, holder: LockHolder): Promise<LockResult> {
    const path = this.#path(key)
    return guarded(path, () => {
      makeFolder(dirname(path))
      for (let attempt = 0; ; attempt++) {
        const fencing = this.#nextFencing(path)
        const own: LockFile = { holder, fencing, started: startOf(holder.process) }
        if (this.#tryLock(path, own)) return { ok: true, lease: this.#lease(path, own) }
        const found = readLock(path)
        if (found && (isAlive(found) || attempt > 20)) return { ok: false, holder: found.holder }
        if (found) this.#takeAway(path, found)
      }
    })
  }

  /** A link can be made by one only, and the file it leads to is complete. */
  #tryLock(path: string, own: LockFile): boolean {
    const beside = `${path}.${process.pid}.${++this.#counter}.tmp`
    writeSynced(beside, JSON.stringify(own), 'wx')
    try {
      linkSync(beside, path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    } finally {
      rmSync(beside, { force: true })
    }
  }

  /** Of several that find a dead holder only one moves its file away, and only that file. */
  #takeAway(path: string, dead: LockFile): void {
    const unlock = this.#exclusive(path)
    try {
      const now = readLock(path)
      if (now && now.fencing === dead.fencing && now.holder.process === dead.holder.process)
        rmSync(path, { force: true })
    } finally {
      unlock()
    }
  }

  #nextFencing(path: string): number {
    const counter = `${path}.fencing`
    const unlock = this.#exclusive(counter)
    try {
      const next = Number(readIfThere(counter) ?? '0') + 1
      this.#write(counter, String(next))
      return next
    } finally {
      unlock()
    }
  }

  #lease(path: string, own: LockFile): Lease {
    const isOurs = (): boolean => readLock(path)?.fencing === own.fencing
    return {
      fencing: own.fencing,
      holder: own.holder,
      renew: async () => isOurs(),
      release: async () => {
        if (isOurs()) rmSync(path, { force: true })
      },
    }
  }

  async holder(key: string): Promise<LockHolder | undefined> {
    const found = readLock(this.#path(key))
    return found && isAlive(found) ? found.holder : undefined
  }

  async breakLock(key: string): Promise<void> {
    const path = this.#path(key)
    guarded(path, () => rmSync(path, { force: true }))
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4))

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function readIfThere(path: string): string | undefined {
  return guarded(path, () => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  })
}

function isWhole(line: string): boolean {
  if (line === '') return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function writeSynced(path: string, text: string, flags: 'wx' | 'a'): void {
  const file = openSync(path, flags, 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** A rename is durable when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readLock(path: string): LockFile | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as LockFile
  } catch {
    return undefined
  }
}

/** A holder on another machine is believed to live: only a person knows. */
function isAlive(lock: LockFile): boolean {
  if (lock.holder.host !== hostname()) return true
  try {
    process.kill(lock.holder.process, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return lock.started === undefined || startOf(lock.holder.process) === lock.started
}

function startOf(process: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

const NEXT: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space on the disk and run the command again: nothing is lost',
  EDQUOT: 'free some of your quota and run the command again: nothing is lost',
  EACCES: 'give yourself access to the folder, or set KUSION_HOME to another one',
  EROFS: 'set KUSION_HOME to a folder that can be written',
}

function guarded<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof StoreError || code === undefined) throw error
    throw new StoreError(`${path}: ${message}`, NEXT[code])
  }
}
