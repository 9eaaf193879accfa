/** What every command on a stack needs: its Spec, the cluster, the state, and a way to be interrupted. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { hasErrors } from '@kusion/diagnostics'
import {
  EventStream,
  Releases,
  type LockHolder,
  type Runtime,
  type StackContext,
  type StateStore,
} from '@kusion/engine'
import { createCompiler } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'
import { builtinModules, stackSpec } from '@kusion/modules'
import { createKubernetesRuntime } from '@kusion/runtime-kubernetes'
import { startSandbox } from '@kusion/sandbox'
import { parseSpec, type Spec, type Workspace } from '@kusion/spec'
import { createLocalStore, Workspaces } from '@kusion/stores'
import { CommandFailure, type CommandContext } from './context.ts'
import { builtinKclPackages } from './kcl-packages.ts'
import { projectHere, type Here } from './project-here.ts'
import { DiagnosticFailure } from './show-diagnostics.ts'

export interface StackFlags {
  readonly workspace?: string
  readonly specFile?: string
  readonly define?: readonly string[]
  readonly allowPath?: readonly string[]
  readonly sandbox?: boolean
  readonly ignoreFields?: string
}

export interface StackSession {
  readonly here: Here
  readonly workspace: Workspace
  readonly store: StateStore
}

export async function openSession(context: CommandContext, flags: StackFlags): Promise<StackSession> {
  const here = projectHere(context)
  const store = createLocalStore(context.home)
  const found = await new Workspaces(store).get(flags.workspace)
  if (!found.ok) {
    if (found.diagnostics) throw new DiagnosticFailure(found.diagnostics)
    throw new CommandFailure(found.message, found.next)
  }
  return { here, workspace: found.workspace, store }
}

/** From `--spec-file`, or compiled and generated. */
export async function specOf(context: CommandContext, session: StackSession, flags: StackFlags): Promise<Spec> {
  if (flags.specFile !== undefined) return readSpecFile(context, flags.specFile)
  const { here, workspace, store } = session
  const releases = new Releases(store, {
    project: here.project.name,
    stack: here.stack.name,
    workspace: workspace.name,
  })
  const prior = new Map(((await releases.latest())?.state.resources ?? []).map((resource) => [resource.id, resource]))
  const packagePath = process.env['KCL_PKG_PATH']
  const result = stackSpec({
    compiler: createCompiler(),
    host: createNodeHost({
      workingFolder: context.workdir,
      packages: builtinKclPackages(),
      // Its stacks share what is in the project.
      allowedFolders: [here.project.path, ...(flags.allowPath ?? [])],
      ...(packagePath === undefined ? {} : { packagePath }),
      print: (text) => process.stderr.write(text),
    }),
    project: here.project,
    stack: here.stack,
    workspace,
    options: flags.define ?? [],
    modules: builtinModules,
    secrets: { prior: (id) => prior.get(id), randomBytes: (count) => randomBytes(count) },
  })
  if (result.failure !== undefined) throw new CommandFailure(result.failure)
  if (!result.spec || hasErrors(result.diagnostics)) throw new DiagnosticFailure(result.diagnostics)
  return result.spec
}

function readSpecFile(context: CommandContext, file: string): Spec {
  const path = resolve(context.workdir, file)
  if (relative(context.workdir, path).startsWith('..')) {
    throw new CommandFailure(`${file} is not below ${context.workdir}`, 'copy the Spec into the stack')
  }
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(`the Spec cannot be read: ${(error as Error).message}`)
  }
  const { value, diagnostics } = parseSpec(text, path)
  if (hasErrors(diagnostics)) throw new DiagnosticFailure(diagnostics)
  return value
}

export interface Cluster {
  readonly runtimes: ReadonlyMap<string, Runtime>
  close(): Promise<void>
}

/** The workspace's kubeconfig goes before KUBECONFIG and ~/.kube/config; `--sandbox` is a cluster in this process. */
export async function openCluster(context: CommandContext, session: StackSession, flags: StackFlags): Promise<Cluster> {
  if (flags.sandbox) {
    mkdirSync(context.home, { recursive: true, mode: 0o700 })
    const sandbox = await startSandbox({ dataFile: join(context.home, 'sandbox.json') })
    const runtime = kubernetes({ content: sandbox.kubeconfig })
    return {
      runtimes: new Map([[runtime.type, runtime]]),
      async close() {
        await runtime.close()
        await sandbox.stop()
      },
    }
  }
  const { context: workspaceContext } = session.workspace
  const content = workspaceContext?.['KUBECONFIG_CONTENT']
  const path = workspaceContext?.['KUBECONFIG_PATH']
  const runtime = kubernetes(
    typeof content === 'string'
      ? { content }
      : typeof path === 'string'
        ? { path: path.replace(/^(\$HOME|~)(?=\/)/, homedir()) }
        : {},
  )
  return { runtimes: new Map([[runtime.type, runtime]]), close: () => runtime.close() }
}

function kubernetes(kubeconfig: { readonly content?: string; readonly path?: string }): Runtime {
  const made = createKubernetesRuntime({ kubeconfig })
  if (!made.ok) throw new CommandFailure(made.failure.message, made.failure.next)
  return made.value
}

export interface Interruption {
  /** Aborted by the first Ctrl-C: nothing new is started. */
  readonly signal: AbortSignal
  /** Aborted by the second one, or some time after the first: nothing is waited for. */
  readonly deadline: AbortSignal
  end(): void
}

const PATIENCE_MILLISECONDS = 20_000

export function interruption(context: CommandContext): Interruption {
  const stop = new AbortController()
  const cut = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onSignal = (): void => {
    if (stop.signal.aborted) return cut.abort()
    context.printError('\ninterrupted: waiting for what is under way, press Ctrl-C again not to wait')
    stop.abort()
    timer = setTimeout(() => cut.abort(), PATIENCE_MILLISECONDS)
    timer.unref()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: stop.signal,
    deadline: cut.signal,
    end() {
      clearTimeout(timer)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

export function stackContext(
  session: StackSession,
  cluster: Cluster,
  events: EventStream,
  interrupted: Interruption,
): StackContext {
  return {
    project: session.here.project.name,
    stack: session.here.stack.name,
    workspace: session.workspace.name,
    store: session.store,
    runtimes: cluster.runtimes,
    events,
    signal: interrupted.signal,
    deadline: interrupted.deadline,
  }
}

export function lockHolder(command: string): LockHolder {
  return {
    who: `${userInfo().username}@${hostname()}`,
    process: process.pid,
    host: hostname(),
    command,
    since: new Date().toISOString(),
  }
}
