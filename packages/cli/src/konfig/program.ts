/** The commands of `konfig`. */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { createCompiler, type Host } from '@kusion/kcl'
import { createCompilerPool, createNodeHost } from '@kusion/kcl/node'
import { checkStacks, discover, type CheckedStack } from '@kusion/konfig'
import { documentsOf, STACK_OUTPUT } from '@kusion/modules'
import { createContext, EXIT, type CommandContext, type CommonFlags } from '../kusion/context.ts'
import { builtinKclPackages } from '../kusion/kcl-packages.ts'
import { showDiagnostics } from '../kusion/show-diagnostics.ts'

function list(context: CommandContext): void {
  const { projects, problems } = discover(context.workdir)
  if (context.json) return context.print(JSON.stringify({ projects, problems }, null, 2))
  for (const project of projects) {
    context.print(
      `${context.style.paint('bold', project.name)}  ${project.stacks.map((stack) => stack.name).join(' ')}  ${context.style.paint('dim', `owners: ${project.owners.join(', ') || 'nobody'}`)}`,
    )
  }
  context.print(
    `${projects.length} projects, ${projects.reduce((sum, project) => sum + project.stacks.length, 0)} stacks`,
  )
  for (const problem of problems)
    context.printError(
      `${context.style.paint('yellow', 'structure')} ${problem.path}: ${problem.message}\n  next: ${problem.next}`,
    )
}

/** Below it, starting threads takes longer than they save. */
const STACKS_FOR_THREADS = 200

async function check(context: CommandContext, update: boolean): Promise<number> {
  const { problems, projects } = discover(context.workdir)
  const hostOptionsOf = (folder: string) => ({
    workingFolder: folder,
    packages: builtinKclPackages(),
    allowedFolders: [context.workdir],
  })
  const hostOf = (folder: string): Host => createNodeHost({ ...hostOptionsOf(folder), print: () => {} })
  const count = projects.reduce((sum, project) => sum + project.stacks.length, 0)
  const pool = count < STACKS_FOR_THREADS ? undefined : await createCompilerPool()
  const compiler = createCompiler()
  const stacks = await checkStacks({
    root: context.workdir,
    update,
    hostOf,
    run: (folder, options) =>
      pool?.run({ host: hostOptionsOf(folder), options, shown: STACK_OUTPUT }) ??
      Promise.resolve(documentsOf(compiler.run(hostOf(folder), options))),
  })
  await pool?.close()
  const failed = stacks.filter(
    (stack) => stack.state === 'broken' || stack.state === 'different' || stack.state === 'missing',
  )
  if (context.json) context.print(JSON.stringify({ problems, stacks }, null, 2))
  else show(context, stacks)
  for (const problem of problems)
    context.printError(
      `${context.style.paint('red', 'structure')} ${problem.path}: ${problem.message}\n  next: ${problem.next}`,
    )
  return failed.length + problems.length > 0 ? EXIT.failed : EXIT.ok
}

function show(context: CommandContext, stacks: readonly CheckedStack[]): void {
  const format = { same: 'green', written: 'yellow', different: 'red', missing: 'red', broken: 'red' } as const
  for (const stack of stacks) {
    context.print(
      `${context.style.paint(format[stack.state], stack.state.padEnd(9))} ${stack.path}  ${stack.resources} resources`,
    )
    if (stack.diagnostics.length > 0) showDiagnostics(context, stack.diagnostics)
    else if (stack.message !== undefined) context.printError(`  ${stack.message}`)
  }
}

export function createProgram(): Command {
  const program = new Command('konfig')
    .description('One repository with the intents of all teams')
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage)
    })
  const common = (command: Command): Command =>
    command
      .option('-w, --workdir <folder>', 'the root of the repository', '.')
      .option('-o, --output <format>', 'json for machines')
      .option('--no-style', 'no colours')
  common(program.command('list').description('list projects, stacks and owners')).action((flags: CommonFlags) =>
    list(createContext({ ...flags, workdir: resolve(flags.workdir ?? '.') })),
  )
  common(program.command('check').description('compile every stack and compare it with its golden output'))
    .option('--update', 'write the golden outputs')
    .action(async (flags: CommonFlags & { update?: boolean }) => {
      process.exitCode = await check(createContext(flags), flags.update === true)
    })
  return program
}
