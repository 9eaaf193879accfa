/** Workspaces as Kusion keeps them: one file each, and which one is current. `default` always exists. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { StateStore } from '@kusion/engine'
import { isValidName, parseWorkspace, type Workspace } from '@kusion/spec'
import { parse, stringify } from 'yaml'

const INDEX = 'workspaces/.metadata.yml'
const DEFAULT = 'default'

interface WorkspaceIndex {
  readonly current: string
  readonly availableWorkspaces: readonly string[]
}

export type WorkspaceRefusal = {
  readonly ok: false
  readonly message: string
  readonly next: string
  readonly diagnostics?: readonly Diagnostic[]
}
export type WorkspaceResult = { readonly ok: true } | WorkspaceRefusal

export class Workspaces {
  readonly #store: StateStore
  constructor(store: StateStore) {
    this.#store = store
  }

  async #index(): Promise<{ readonly index: WorkspaceIndex; readonly version: string | undefined }> {
    const document = await this.#store.get(INDEX)
    const value = document ? (parse(document.text) as Partial<WorkspaceIndex> | null) : null
    const names = value?.availableWorkspaces ?? []
    return {
      index: {
        current: value?.current ?? DEFAULT,
        availableWorkspaces: names.includes(DEFAULT) ? names : [DEFAULT, ...names],
      },
      version: document?.version,
    }
  }

  async #change(update: (index: WorkspaceIndex) => WorkspaceIndex): Promise<void> {
    for (;;) {
      const { index, version } = await this.#index()
      if ((await this.#store.put(INDEX, stringify(update(index)), version)).ok) return
    }
  }

  async list(): Promise<{ readonly current: string; readonly names: readonly string[] }> {
    const { index } = await this.#index()
    return { current: index.current, names: index.availableWorkspaces }
  }

  /** Without a name: the current one. */
  async get(
    name?: string,
  ): Promise<{ readonly ok: true; readonly workspace: Workspace; readonly text: string } | WorkspaceRefusal> {
    const { index } = await this.#index()
    const wanted = name ?? index.current
    const document = await this.#store.get(`workspaces/${wanted}.yaml`)
    if (!document && wanted !== DEFAULT) {
      return {
        ok: false,
        message: `there is no workspace '${wanted}'`,
        next: `use one of ${index.availableWorkspaces.join(', ')}, or create it: kusion workspace create ${wanted} -f FILE`,
      }
    }
    const text = document?.text ?? ''
    const { value, diagnostics } = parseWorkspace(text, `workspaces/${wanted}.yaml`, wanted)
    if (diagnostics.length > 0)
      return {
        ok: false,
        message: `workspace '${wanted}' is broken`,
        next: `kusion workspace update ${wanted} -f FILE`,
        diagnostics,
      }
    return { ok: true, workspace: value, text }
  }

  async create(name: string, text: string, file: string, makeCurrent: boolean): Promise<WorkspaceResult> {
    if (name === DEFAULT)
      return {
        ok: false,
        message: 'the workspace default always exists',
        next: 'kusion workspace update default -f FILE',
      }
    if (!isValidName(name))
      return {
        ok: false,
        message: `'${name}' is no name for a workspace`,
        next: 'use letters, digits, "_", "." and "-", at most 100',
      }
    const { diagnostics } = parseWorkspace(text, file, name)
    if (diagnostics.length > 0)
      return { ok: false, message: `${file} is no workspace`, next: 'mend the file', diagnostics }
    const written = await this.#store.put(`workspaces/${name}.yaml`, text, undefined)
    if (!written.ok)
      return {
        ok: false,
        message: `workspace '${name}' exists already`,
        next: `kusion workspace update ${name} -f ${file}`,
      }
    await this.#change((index) => ({
      current: makeCurrent ? name : index.current,
      availableWorkspaces: [...new Set([...index.availableWorkspaces, name])].toSorted(),
    }))
    return { ok: true }
  }

  async update(name: string, text: string, file: string): Promise<WorkspaceResult> {
    const { diagnostics } = parseWorkspace(text, file, name)
    if (diagnostics.length > 0)
      return { ok: false, message: `${file} is no workspace`, next: 'mend the file', diagnostics }
    const before = await this.#store.get(`workspaces/${name}.yaml`)
    if (!before && name !== DEFAULT)
      return {
        ok: false,
        message: `there is no workspace '${name}'`,
        next: `kusion workspace create ${name} -f ${file}`,
      }
    const written = await this.#store.put(`workspaces/${name}.yaml`, text, before?.version)
    return written.ok
      ? { ok: true }
      : {
          ok: false,
          message: `workspace '${name}' was changed by somebody else just now`,
          next: 'look at it, and run the command again',
        }
  }

  async switchTo(name: string): Promise<WorkspaceResult> {
    const { index } = await this.#index()
    if (!index.availableWorkspaces.includes(name))
      return {
        ok: false,
        message: `there is no workspace '${name}'`,
        next: `use one of ${index.availableWorkspaces.join(', ')}`,
      }
    await this.#change((current) => ({ ...current, current: name }))
    return { ok: true }
  }

  async delete(name: string): Promise<WorkspaceResult> {
    if (name === DEFAULT)
      return {
        ok: false,
        message: 'the workspace default cannot be deleted',
        next: 'switch to it with kusion workspace switch default',
      }
    const { index } = await this.#index()
    if (!index.availableWorkspaces.includes(name))
      return {
        ok: false,
        message: `there is no workspace '${name}'`,
        next: `the workspaces are ${index.availableWorkspaces.join(', ')}`,
      }
    await this.#store.delete(`workspaces/${name}.yaml`)
    await this.#change((current) => ({
      current: current.current === name ? DEFAULT : current.current,
      availableWorkspaces: current.availableWorkspaces.filter((other) => other !== name),
    }))
    return { ok: true }
  }
}
