/** `kusion init`, `kusion project create|list`, `kusion stack create|list`: folders and files, no cluster. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { discover } from '@kusion/konfig'
import { CommandFailure, type CommandContext } from '../context.ts'
import { stackFiles, templates, type TemplateFile } from '../templates.ts'

const NAME = /^[A-Za-z0-9_.-]{1,100}$/

export function init(context: CommandContext, flags: { readonly target?: string; readonly template: string }): void {
  const folder = resolve(context.workdir, flags.target ?? '.')
  const template = templates.get(flags.template)
  if (!template) {
    throw new CommandFailure(
      `there is no template '${flags.template}'`,
      `use one of ${[...templates.keys()].join(', ')}`,
    )
  }
  assertEmpty(folder)
  const project = checkName('project', basename(folder))
  writeFiles(folder, template.files(project))
  context.print(`Created project '${project}' in ${folder}`)
  context.print(`Next: cd ${join(folder, 'default')} && kusion preview`)
}

export function createProject(context: CommandContext, flags: { readonly target?: string }): void {
  const folder = resolve(context.workdir, flags.target ?? '.')
  assertEmpty(folder)
  const project = checkName('project', basename(folder))
  writeFiles(folder, [{ path: 'project.yaml', text: `name: ${project}\n` }])
  context.print(`Created project '${project}' in ${folder}`)
}

export function createStack(
  context: CommandContext,
  name: string,
  flags: { readonly target?: string; readonly copyFrom?: string },
): void {
  checkName('stack', name)
  const project = findUp(context.workdir, 'project.yaml')
  if (project === undefined) {
    throw new CommandFailure('there is no project.yaml here or in a folder above', 'run `kusion project create` first')
  }
  const folder = resolve(context.workdir, flags.target ?? '.', name)
  assertEmpty(folder)
  if (flags.copyFrom !== undefined) {
    const source = resolve(context.workdir, flags.copyFrom)
    if (!existsSync(join(source, 'stack.yaml'))) throw new CommandFailure(`${source} is no stack: it has no stack.yaml`)
    cpSync(source, folder, { recursive: true })
    writeFiles(folder, [{ path: 'stack.yaml', text: `name: ${name}\n` }])
  } else {
    writeFiles(folder, stackFiles(basename(project), name))
  }
  context.print(`Created stack '${name}' in ${folder}`)
}

/** Both lists walk down from the folder at hand. */
export function list(context: CommandContext, what: 'projects' | 'stacks'): void {
  const { projects } = discover(context.workdir)
  const inside =
    projects.length > 0 ? projects : discover(findUp(context.workdir, 'project.yaml') ?? context.workdir).projects
  const rows =
    what === 'projects'
      ? inside.map((project) => project.name)
      : inside.flatMap((project) => project.stacks.map((stack) => `${project.name}/${stack.name}`))
  if (context.json) context.print(JSON.stringify(rows))
  else for (const row of rows) context.print(row)
}

/** The nearest folder, going up, that holds the file. */
export function findUp(from: string, file: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function checkName(kind: string, name: string): string {
  if (NAME.test(name)) return name
  throw new CommandFailure(`'${name}' is no name for a ${kind}`, 'use letters, digits, "_", "." and "-", at most 100')
}

function assertEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CommandFailure(`${folder} is not empty`, 'choose an empty or a new folder with --target')
  }
}

function writeFiles(folder: string, files: readonly TemplateFile[]): void {
  for (const file of files) {
    const path = join(folder, file.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.text)
  }
}
