/** The commands of `kusion` and their flags. */
import { Command } from 'commander'
import { StoreError } from '@kusion/engine'
import { CommandFailure, createContext, EXIT, showFailure, type CommandContext, type CommonFlags } from './context.ts'
import { apply, destroy, preview, type ChangeFlags } from './commands/change.ts'
import { createProject, createStack, init, list } from './commands/create.ts'
import { generate } from './commands/generate.ts'
import { listReleases, showRelease, unlockRelease } from './commands/release.ts'
import {
  createWorkspace,
  deleteWorkspace,
  listWorkspaces,
  showWorkspace,
  switchWorkspace,
  updateWorkspace,
} from './commands/workspace.ts'
import { DiagnosticFailure, showDiagnostics } from './show-diagnostics.ts'
import type { StackFlags } from './stack-session.ts'

export const VERSION = '0.1.0'

type Action<F> = (context: CommandContext, flags: F) => Promise<number | void> | number | void

/** Runs a command and turns what it expected to go wrong into a message and an exit code. */
async function run<F extends CommonFlags>(flags: F, action: Action<F>): Promise<void> {
  const context = createContext(flags)
  try {
    process.exitCode = (await action(context, flags)) ?? EXIT.ok
  } catch (error) {
    if (error instanceof DiagnosticFailure) {
      showDiagnostics(context, error.diagnostics)
      process.exitCode = error.exitCode
    } else if (error instanceof CommandFailure) {
      showFailure(context, error)
      process.exitCode = error.exitCode
    } else if (error instanceof StoreError) {
      showFailure(context, new CommandFailure(error.message, error.next))
      process.exitCode = EXIT.failed
    } else throw error
  }
}

function common(command: Command): Command {
  return command
    .option('-w, --workdir <folder>', 'the folder to work in', '.')
    .option('-o, --output <format>', 'json for machines')
    .option('--no-style', 'no colours and no live view')
}

function onStack(command: Command): Command {
  return common(command)
    .option('--workspace <name>', 'the workspace; default is the current one')
    .option('-D, --define <key=value>', 'an option of the KCL program', collect, [])
    .option('--allow-path <folder>', 'files there may be used by the KCL program too; / is everything', collect, [])
}

function changing(command: Command): Command {
  return onStack(command)
    .option('-d, --detail', 'show the fields that change', true)
    .option('--no-detail', 'show only which resources change')
    .option('-a, --all', 'show resources that do not change too')
    .option('--spec-file <file>', 'take this Spec and compile nothing')
    .option('--sandbox', 'use a cluster in this process instead of a real one')
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

export function createProgram(): Command {
  const program = new Command('kusion')
    .description('Describe, preview, ship and watch what you run')
    .version(VERSION)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage)
    })
  common(program.command('init').description('make a project with a first stack in an empty folder'))
    .option('-t, --target <folder>', 'the folder')
    .option('--template <name>', 'quickstart or job', 'quickstart')
    .action((flags: CommonFlags & { target?: string; template: string }) =>
      run(flags, (context) => init(context, flags)),
    )
  onStack(program.command('generate').description('print the Spec of a stack'))
    .option('-f, --file <file>', 'write it to a file')
    .action((flags: StackFlags & CommonFlags & { file?: string }) => run(flags, generate))
  changing(program.command('preview').description('show what an apply would change')).action(
    (flags: ChangeFlags & CommonFlags) => run(flags, preview),
  )
  changing(program.command('apply').description('make it so, and watch until it is available'))
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only preview')
    .option('--no-watch', 'do not wait until resources are available')
    .option('--timeout <seconds>', 'how long to wait until resources are available')
    .action((flags: ChangeFlags & CommonFlags) => run(flags, apply))
  changing(program.command('destroy').description('delete all that the stack has made'))
    .option('-y, --yes', 'do not ask')
    .action((flags: ChangeFlags & CommonFlags) => run(flags, destroy))
  addReleases(program)
  addWorkspaces(program)
  const project = program.command('project').description('projects')
  common(project.command('create').description('make a project'))
    .option('-t, --target <folder>')
    .action((flags: CommonFlags & { target?: string }) => run(flags, (context) => createProject(context, flags)))
  common(project.command('list').description('list the projects below this folder')).action((flags: CommonFlags) =>
    run(flags, (context) => list(context, 'projects')),
  )
  const stack = program.command('stack').description('stacks')
  common(stack.command('create <name>').description('make a stack'))
    .option('-t, --target <folder>')
    .option('--copy-from <stack>', 'copy its files')
    .action((name: string, flags: CommonFlags & { target?: string; copyFrom?: string }) =>
      run(flags, (context) => createStack(context, name, flags)),
    )
  common(stack.command('list').description('list the stacks below this folder')).action((flags: CommonFlags) =>
    run(flags, (context) => list(context, 'stacks')),
  )
  program
    .command('version')
    .description('print the version')
    .action(() => console.log(VERSION))
  return program
}

function addReleases(program: Command): void {
  const release = program.command('release').description('releases of a stack')
  onStack(release.command('list').description('list them')).action(
    (flags: StackFlags & CommonFlags & { revision?: string }) => run(flags, listReleases),
  )
  onStack(release.command('show').description('print one'))
    .option('--revision <number>', 'which; default is the latest')
    .action((flags: StackFlags & CommonFlags & { revision?: string }) => run(flags, showRelease))
  onStack(release.command('unlock').description('take the lock from whoever holds it')).action(
    (flags: StackFlags & CommonFlags & { revision?: string }) => run(flags, unlockRelease),
  )
}

function addWorkspaces(program: Command): void {
  const workspace = program.command('workspace').description("workspaces: the platform's side of applications")
  common(workspace.command('create <name>').description('make one'))
    .option('-f, --file <file>', 'its content')
    .option('--current', 'make it the current one')
    .action((name: string, flags: CommonFlags & { file?: string; current?: boolean }) =>
      run(flags, (context) => createWorkspace(context, name, flags)),
    )
  common(workspace.command('update [name]').description('replace the content of one'))
    .requiredOption('-f, --file <file>', 'its content')
    .option('--current', 'make it the current one')
    .action((name: string | undefined, flags: CommonFlags & { file: string; current?: boolean }) =>
      run(flags, (context) => updateWorkspace(context, name, flags)),
    )
  common(workspace.command('list').description('list them')).action((flags: CommonFlags) => run(flags, listWorkspaces))
  common(workspace.command('show [name]').description('print one')).action(
    (name: string | undefined, flags: CommonFlags) => run(flags, (context) => showWorkspace(context, name)),
  )
  common(workspace.command('switch <name>').description('make one the current one')).action(
    (name: string, flags: CommonFlags) => run(flags, (context) => switchWorkspace(context, name)),
  )
  common(workspace.command('delete <name>').description('delete one')).action((name: string, flags: CommonFlags) =>
    run(flags, (context) => deleteWorkspace(context, name)),
  )
}
