/** Where releases, state, journals and workspaces are kept. A backend that cannot compare-and-swap is refused, not trusted. */
export interface StoredDocument {
  readonly text: string
  /** Changes with every write; handed back to `put` for compare-and-swap. */
  readonly version: string
}

export type PutResult =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly reason: 'changed' }

export interface Lease {
  /** Grows with every acquisition of the same lock; writes made under an older one are refused. */
  readonly fencing: number
  readonly holder: LockHolder
  /** Keeps the lease; false when it was lost. */
  renew(): Promise<boolean>
  release(): Promise<void>
}

export interface LockHolder {
  /** For people: user@host, process, command. */
  readonly who: string
  readonly process: number
  readonly host: string
  readonly command: string
  /** RFC 3339. */
  readonly since: string
}

export type LockResult =
  | { readonly ok: true; readonly lease: Lease }
  | { readonly ok: false; readonly holder: LockHolder }

/** Keys are `/`-separated paths such as `releases/shop/dev/3.yaml`. Failures of the medium (disk full, no access) are thrown as StoreError. */
export interface StateStore {
  get(key: string): Promise<StoredDocument | undefined>
  /** `expected` undefined: the key must not exist yet. */
  put(key: string, text: string, expected: string | undefined): Promise<PutResult>
  delete(key: string): Promise<void>
  list(prefix: string): Promise<readonly string[]>
  /** Durable when it returns: survives a crash of process and machine. */
  append(key: string, line: string): Promise<void>
  /** The complete lines of a journal; a torn last line is left out. */
  readLines(key: string): Promise<readonly string[]>
  lock(key: string, holder: LockHolder): Promise<LockResult>
  /** Who holds the lock now, if anybody. */
  holder(key: string): Promise<LockHolder | undefined>
  /** Takes the lock away from whoever holds it. */
  breakLock(key: string): Promise<void>
}

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly next: string | undefined
  constructor(message: string, next?: string) {
    super(message)
    this.next = next
  }
}
