/** Finds the projects and stacks of a monorepo: folders with project.yaml, and folders with stack.yaml below them. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse } from 'yaml'

export interface FoundStack {
  /** The folder's name relative to the project, such as `dev` or `dev/cluster-a`. */
  readonly name: string
  readonly folder: string
}

export interface FoundProject {
  readonly name: string
  readonly folder: string
  readonly labels: Readonly<Record<string, string>>
  /** Approvers of the nearest OWNERS file. */
  readonly owners: readonly string[]
  readonly stacks: readonly FoundStack[]
}

export interface StructureProblem {
  readonly path: string
  readonly message: string
  readonly next: string
}

export interface Monorepo {
  readonly root: string
  readonly projects: readonly FoundProject[]
  readonly problems: readonly StructureProblem[]
}

const SKIPPED = new Set(['node_modules', 'vendor', 'dist'])

export function discover(root: string): Monorepo {
  const projects: FoundProject[] = []
  const problems: StructureProblem[] = []
  const walk = (folder: string): void => {
    const names = readdirSync(folder, { withFileTypes: true })
    if (names.some((entry) => entry.name === 'project.yaml')) {
      projects.push(readProject(root, folder, problems))
      return
    }
    if (names.some((entry) => entry.name === 'stack.yaml')) {
      problems.push({
        path: relative(root, join(folder, 'stack.yaml')),
        message: 'a stack outside of any project',
        next: 'add a project.yaml in a folder above it',
      })
    }
    for (const entry of names.toSorted(byName)) if (isVisited(entry)) walk(join(folder, entry.name))
  }
  walk(root)
  return { root, projects, problems }
}

function readProject(root: string, folder: string, problems: StructureProblem[]): FoundProject {
  const file = join(folder, 'project.yaml')
  const content = readYaml(file, root, problems)
  const stacks: FoundStack[] = []
  const walk = (inner: string): void => {
    const names = readdirSync(inner, { withFileTypes: true })
    if (inner !== folder && names.some((entry) => entry.name === 'project.yaml')) {
      problems.push({
        path: relative(root, join(inner, 'project.yaml')),
        message: `a project inside of the project at ${relative(root, folder)}`,
        next: 'projects do not nest: move one of them',
      })
      return
    }
    if (names.some((entry) => entry.name === 'stack.yaml'))
      stacks.push({ name: relative(folder, inner), folder: inner })
    for (const entry of names.toSorted(byName)) if (isVisited(entry)) walk(join(inner, entry.name))
  }
  walk(folder)
  if (stacks.length === 0) {
    problems.push({
      path: relative(root, file),
      message: 'a project without stacks',
      next: 'add a folder with a stack.yaml',
    })
  }
  const name = typeof content['name'] === 'string' ? content['name'] : undefined
  if (name === undefined) {
    problems.push({
      path: relative(root, file),
      message: 'the project has no name',
      next: 'add a line such as "name: shop"',
    })
  }
  return {
    name: name ?? relative(root, folder),
    folder,
    labels: (content['labels'] ?? {}) as Record<string, string>,
    owners: nearestOwners(root, folder),
    stacks,
  }
}

function nearestOwners(root: string, folder: string): readonly string[] {
  for (let at = folder; ; at = dirname(at)) {
    const text = readText(join(at, 'OWNERS'))
    if (text !== undefined) {
      const approvers = (parse(text) as { approvers?: unknown } | null)?.approvers
      return Array.isArray(approvers) ? approvers.map(String) : []
    }
    if (at === root || at === dirname(at)) return []
  }
}

function readYaml(file: string, root: string, problems: StructureProblem[]): Record<string, unknown> {
  try {
    const content: unknown = parse(readText(file) ?? '')
    if (typeof content === 'object' && content !== null) return content as Record<string, unknown>
  } catch (error) {
    problems.push({ path: relative(root, file), message: (error as Error).message, next: 'mend the YAML' })
  }
  return {}
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isVisited(entry: { readonly name: string; isDirectory(): boolean }): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1
}
