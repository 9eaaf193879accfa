/** `kusion workspace create|list|show|switch|update|delete` */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createLocalStore, Workspaces, type WorkspaceResult } from '@kusion/stores'
import { CommandFailure, type CommandContext } from '../context.ts'
import { DiagnosticFailure } from '../show-diagnostics.ts'

function workspaces(context: CommandContext): Workspaces {
  return new Workspaces(createLocalStore(context.home))
}

function check(result: WorkspaceResult): void {
  if (result.ok) return
  if (result.diagnostics) throw new DiagnosticFailure(result.diagnostics)
  throw new CommandFailure(result.message, result.next)
}

function readFile(context: CommandContext, file: string | undefined): { readonly text: string; readonly path: string } {
  if (file === undefined) return { text: '{}\n', path: 'workspace.yaml' }
  const path = resolve(context.workdir, file)
  try {
    return { text: readFileSync(path, 'utf8'), path }
  } catch (error) {
    throw new CommandFailure(`the workspace cannot be read: ${(error as Error).message}`)
  }
}

export async function createWorkspace(
  context: CommandContext,
  name: string,
  flags: { readonly file?: string; readonly current?: boolean },
): Promise<void> {
  const { text, path } = readFile(context, flags.file)
  check(await workspaces(context).create(name, text, path, flags.current === true))
  context.print(`Created workspace '${name}'${flags.current ? ', which is the current one now' : ''}.`)
}

export async function updateWorkspace(
  context: CommandContext,
  name: string | undefined,
  flags: { readonly file: string; readonly current?: boolean },
): Promise<void> {
  const all = workspaces(context)
  const wanted = name ?? (await all.list()).current
  const { text, path } = readFile(context, flags.file)
  check(await all.update(wanted, text, path))
  if (flags.current) check(await all.switchTo(wanted))
  context.print(`Updated workspace '${wanted}'.`)
}

export async function listWorkspaces(context: CommandContext): Promise<void> {
  const { current, names } = await workspaces(context).list()
  if (context.json) return context.print(JSON.stringify({ current, names }))
  for (const name of names) context.print(`${name === current ? '*' : '-'} ${name}`)
}

export async function showWorkspace(context: CommandContext, name: string | undefined): Promise<void> {
  const found = await workspaces(context).get(name)
  if (!found.ok) return check(found)
  process.stdout.write(context.json ? `${JSON.stringify(found.workspace, null, 2)}\n` : found.text || '{}\n')
}

export async function switchWorkspace(context: CommandContext, name: string): Promise<void> {
  check(await workspaces(context).switchTo(name))
  context.print(`The current workspace is '${name}'.`)
}

export async function deleteWorkspace(context: CommandContext, name: string): Promise<void> {
  check(await workspaces(context).delete(name))
  context.print(`Deleted workspace '${name}'.`)
}
