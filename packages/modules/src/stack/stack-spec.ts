/** A stack's folder and a workspace become its Spec. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Compiler, Host, ProgramDocuments } from '@kusion/kcl'
import type { Project, Spec, Stack, Workspace } from '@kusion/spec'
import { generate } from '../generate/generate.ts'
import type { SecretSources } from '../generate/secrets.ts'
import type { Module, StackFiles } from '../module.ts'
import { documentsOf, readStackProgram, stackRunOptions } from './stack-program.ts'

export interface StackSpecInput {
  /** Stacks of one compiler share what they import. */
  readonly compiler: Compiler
  readonly host: Host
  readonly project: Project
  readonly stack: Stack
  readonly workspace: Workspace
  /** `-D key=value` */
  readonly options: readonly string[]
  readonly modules: ReadonlyMap<string, Module>
  readonly secrets: SecretSources
}

export interface StackSpec {
  readonly spec: Spec | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly failure: string | undefined
}

export function stackSpec(input: StackSpecInput): StackSpec {
  const { compiler, host, stack, options } = input
  return specOfRun(input, documentsOf(compiler.run(host, stackRunOptions(host, stack.path, options))))
}

/** The same for a stack whose program was run elsewhere, with its `stackRunOptions`. */
export function specOfRun(input: Omit<StackSpecInput, 'compiler'>, run: ProgramDocuments): StackSpec {
  const { host, stack, workspace } = input
  const { program, diagnostics, failure } = readStackProgram(stack.path, run)
  if (!program) return { spec: undefined, diagnostics, failure }
  if (program.kind === 'resources') {
    return {
      spec: { resources: program.resources, ...(workspace.context ? { context: workspace.context } : {}) },
      diagnostics,
      failure: undefined,
    }
  }
  const generated = generate({ ...input, apps: program.apps, files: filesOf(host, stack.path) })
  const broken = generated.diagnostics.length > 0
  return {
    spec: broken ? undefined : generated.spec,
    diagnostics: [...diagnostics, ...generated.diagnostics],
    failure: undefined,
  }
}

/** Paths outside of the stack's folder are not there for a module. */
function filesOf(host: Host, folder: string): StackFiles {
  const inside = (path: string): string | undefined =>
    path.startsWith('/') || path.split('/').includes('..') ? undefined : `${folder}/${path}`
  return {
    read(path) {
      const found = inside(path)
      return found === undefined ? undefined : host.readFile?.(found)
    },
    list(path) {
      const found = inside(path)
      return found === undefined ? undefined : host.listFolder?.(found)?.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
}
