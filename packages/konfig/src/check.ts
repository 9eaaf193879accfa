/** Compiles every stack and holds its Spec to the golden output beside it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { hasErrors, type Diagnostic } from '@kusion/diagnostics'
import type { Host, ProgramDocuments, RunOptions } from '@kusion/kcl'
import { builtinModules, specOfRun, stackRunOptions } from '@kusion/modules'
import { parseProject, parseStack, parseWorkspace, specToYaml, type Spec } from '@kusion/spec'
import { parse } from 'yaml'
import { discover, readText, type FoundProject, type FoundStack } from './discover.ts'

export const GOLDEN = 'ci-test/stdout.golden.yaml'

export type StackState = 'same' | 'different' | 'missing' | 'written' | 'broken'

export interface CheckedStack {
  readonly project: string
  readonly stack: string
  /** Relative to the root. */
  readonly path: string
  readonly state: StackState
  readonly resources: number
  readonly diagnostics: readonly Diagnostic[]
  /** For people, where something is wrong. */
  readonly message: string | undefined
}

export interface CheckOptions {
  readonly root: string
  /** Writes goldens instead of comparing with them. */
  readonly update: boolean
  hostOf(folder: string): Host
  /** Runs the program of a stack, with documents as `readStackProgram` wants them. */
  run(folder: string, options: RunOptions): Promise<ProgramDocuments>
}

/** Stacks under way at a time: enough for all cores, and few enough that their documents fit. */
const AT_ONCE = 64

export async function checkStacks(options: CheckOptions): Promise<readonly CheckedStack[]> {
  const { projects } = discover(options.root)
  const stacks = projects.flatMap((project) => project.stacks.map((stack) => ({ project, stack })))
  const checked: CheckedStack[] = []
  for (let at = 0; at < stacks.length; at += AT_ONCE) {
    const batch = stacks.slice(at, at + AT_ONCE)
    checked.push(...(await Promise.all(batch.map(({ project, stack }) => checkStack(options, project, stack)))))
  }
  return checked
}

async function checkStack(options: CheckOptions, project: FoundProject, stack: FoundStack): Promise<CheckedStack> {
  const about = { project: project.name, stack: stack.name, path: relative(options.root, stack.folder) }
  const { spec, diagnostics, message } = await compile(options, project, stack)
  if (!spec) return { ...about, state: 'broken', resources: 0, diagnostics, message }
  const file = join(stack.folder, GOLDEN)
  const done = { ...about, resources: spec.resources.length, diagnostics, message: undefined }
  const text = specToYaml(spec)
  if (options.update) {
    if (readText(file) === text) return { ...done, state: 'same' }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return { ...done, state: 'written' }
  }
  const golden = readText(file)
  if (golden === undefined)
    return { ...done, state: 'missing', message: `${GOLDEN} is missing: konfig check --update writes it` }
  if (JSON.stringify(ordered(parse(golden))) === JSON.stringify(ordered(parse(text)))) return { ...done, state: 'same' }
  return {
    ...done,
    state: 'different',
    message: `the output is not that of ${GOLDEN}: konfig check --update, and review the difference`,
  }
}

interface Compiled {
  readonly spec: Spec | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly message: string | undefined
}

async function compile(options: CheckOptions, project: FoundProject, stack: FoundStack): Promise<Compiled> {
  const projectFile = join(project.folder, 'project.yaml')
  const stackFile = join(stack.folder, 'stack.yaml')
  const workspaceName = basename(stack.folder)
  const workspaceFile = join(options.root, 'workspaces', `${workspaceName}.yaml`)
  const read = {
    project: parseProject(readText(projectFile) ?? '', projectFile, project.folder),
    stack: parseStack(readText(stackFile) ?? '', stackFile, stack.folder),
    workspace: parseWorkspace(
      existsSync(workspaceFile) ? (readText(workspaceFile) ?? '') : '',
      workspaceFile,
      workspaceName,
    ),
  }
  const problems = [...read.project.diagnostics, ...read.stack.diagnostics, ...read.workspace.diagnostics]
  if (hasErrors(problems)) return { spec: undefined, diagnostics: problems, message: problems[0]?.message }
  const host = options.hostOf(stack.folder)
  const { path } = read.stack.value
  const result = specOfRun(
    {
      host,
      project: read.project.value,
      stack: read.stack.value,
      workspace: read.workspace.value,
      options: [],
      modules: builtinModules,
      // Goldens are the same on every machine: what a release would generate at random is not part of them.
      secrets: { prior: () => undefined, randomBytes: (count) => new Uint8Array(count) },
    },
    await options.run(path, stackRunOptions(host, path, [])),
  )
  return {
    spec: result.spec,
    diagnostics: result.diagnostics,
    message: result.failure ?? result.diagnostics[0]?.message,
  }
}

/** Keys sorted, so that only what matters is compared. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  )
}
