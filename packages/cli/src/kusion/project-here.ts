/** The project and the stack that a command was started in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrors } from '@kusion/diagnostics'
import { parseProject, parseStack, type Project, type Stack } from '@kusion/spec'
import { CommandFailure, type CommandContext } from './context.ts'
import { findUp } from './commands/create.ts'
import { DiagnosticFailure } from './show-diagnostics.ts'

export interface Here {
  readonly project: Project
  readonly stack: Stack
}

export function projectHere(context: CommandContext): Here {
  const stackFile = join(context.workdir, 'stack.yaml')
  const stackText = readOrUndefined(stackFile)
  if (stackText === undefined) {
    throw new CommandFailure(
      `${context.workdir} is no stack: it has no stack.yaml`,
      'go into a stack, or name it with --workdir; `kusion init` makes a first one',
    )
  }
  const folder = findUp(context.workdir, 'project.yaml')
  if (folder === undefined) {
    throw new CommandFailure(
      `there is no project.yaml in ${context.workdir} or a folder above it`,
      'add one with a line such as "name: shop"',
    )
  }
  const projectFile = join(folder, 'project.yaml')
  const project = parseProject(readOrUndefined(projectFile) ?? '', projectFile, folder)
  const stack = parseStack(stackText, stackFile, context.workdir)
  const diagnostics = [...project.diagnostics, ...stack.diagnostics]
  if (hasErrors(diagnostics)) throw new DiagnosticFailure(diagnostics)
  return { project: project.value, stack: stack.value }
}

export function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
