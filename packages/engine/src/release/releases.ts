/** The releases of a stack: numbered per project and workspace, as Kusion keeps them; their state is per stack. */
import {
  isUnfinished,
  parseRelease,
  parseReleaseIndex,
  releaseIndexToYaml,
  releaseToYaml,
  type Release,
  type ReleaseIndex,
  type ReleasePhase,
} from '@kusion/spec'
import type { StateStore } from '../store.ts'

export interface StackName {
  readonly project: string
  readonly stack: string
  readonly workspace: string
}

export class Releases {
  readonly #store: StateStore
  readonly #name: StackName
  constructor(store: StateStore, name: StackName) {
    this.#store = store
    // Callers may hand in more than a name: only the name is written.
    this.#name = { project: name.project, stack: name.stack, workspace: name.workspace }
  }

  get #folder(): string {
    return `releases/${this.#name.project}/${this.#name.workspace}`
  }

  get journalKey(): string {
    return `journals/${this.#name.project}/${this.#name.workspace}/${this.#name.stack}.jsonl`
  }

  get lockKey(): string {
    return `locks/${this.#name.project}/${this.#name.workspace}/${this.#name.stack}`
  }

  async #metadata(): Promise<{ readonly metadata: ReleaseIndex; readonly version: string | undefined }> {
    const document = await this.#store.get(`${this.#folder}/.metadata.yml`)
    if (!document) return { metadata: { latestRevision: 0, releaseMetaDatas: [] }, version: undefined }
    return { metadata: parseReleaseIndex(document.text), version: document.version }
  }

  /** All releases of this stack, oldest first. */
  async list(): Promise<readonly Release[]> {
    const { metadata } = await this.#metadata()
    const own = metadata.releaseMetaDatas.filter((entry) => entry.stack === this.#name.stack)
    const releases = await Promise.all(own.map((entry) => this.get(entry.revision)))
    return releases.filter((release) => release !== undefined)
  }

  async get(revision: number): Promise<Release | undefined> {
    const document = await this.#store.get(`${this.#folder}/${revision}.yaml`)
    return document && parseRelease(document.text)
  }

  async latest(): Promise<Release | undefined> {
    const { metadata } = await this.#metadata()
    const own = metadata.releaseMetaDatas.findLast((entry) => entry.stack === this.#name.stack)
    return own && this.get(own.revision)
  }

  /** The file is written before the list names it; what a crash between the two left behind is written over. */
  async create(content: Pick<Release, 'spec' | 'state' | 'phase'>, now: string): Promise<Release> {
    for (;;) {
      const { metadata, version } = await this.#metadata()
      let revision = metadata.latestRevision + 1
      let release = this.#release(revision, content, now)
      while (!(await this.#claim(release))) {
        revision++
        release = this.#release(revision, content, now)
      }
      const next: ReleaseIndex = {
        latestRevision: revision,
        releaseMetaDatas: [...metadata.releaseMetaDatas, { revision, stack: this.#name.stack }],
      }
      const listed = await this.#store.put(`${this.#folder}/.metadata.yml`, releaseIndexToYaml(next), version)
      if (listed.ok) return release
      // Another stack of the project took its turn meanwhile.
      await this.#store.delete(`${this.#folder}/${revision}.yaml`)
    }
  }

  /** A number that the list does not have is free, or another stack is about to list it, or a crashed run of ours was. */
  async #claim(release: Release): Promise<boolean> {
    const key = `${this.#folder}/${release.revision}.yaml`
    const text = releaseToYaml(release)
    if ((await this.#store.put(key, text, undefined)).ok) return true
    const left = await this.#store.get(key)
    if (!left || parseRelease(left.text)?.stack !== release.stack) return false
    return (await this.#store.put(key, text, left.version)).ok
  }

  #release(revision: number, content: Pick<Release, 'spec' | 'state' | 'phase'>, now: string): Release {
    return { ...this.#name, revision, ...content, createTime: now, modifiedTime: now }
  }

  async update(
    release: Release,
    change: { readonly phase: ReleasePhase; readonly state?: Release['state'] },
    now: string,
  ): Promise<Release> {
    const key = `${this.#folder}/${release.revision}.yaml`
    const updated: Release = { ...release, ...change, modifiedTime: now }
    const document = await this.#store.get(key)
    await this.#store.put(key, releaseToYaml(updated), document?.version)
    return updated
  }

  /** Ends an unfinished release by hand and takes the lock away. Answers what it did. */
  async unlock(now: string): Promise<Release | undefined> {
    await this.#store.breakLock(this.lockKey)
    const latest = await this.latest()
    if (!latest || !isUnfinished(latest.phase)) return undefined
    return this.update(latest, { phase: 'failed' }, now)
  }
}
