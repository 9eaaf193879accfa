/** What tests and benchmarks ask of the testbed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binaries } from './binaries.ts'
import type { ControlPlane } from './control-plane.ts'

export { binaries, build, hasGo } from './binaries.ts'
export { startControlPlane } from './control-plane.ts'
export type { ControlPlane, ControlPlaneOptions, RunningControlPlane } from './control-plane.ts'

/** Why the real control plane cannot be used here; undefined where it can. For `describe.skipIf` and the skip report. */
export function whyNoControlPlane(): string | undefined {
  const found = binaries()
  return found.available ? undefined : found.why
}

/** The control plane that the whole test run shares: the first one to ask starts it. */
export async function controlPlane(): Promise<ControlPlane> {
  const folder = process.env['KUSION_TESTBED_RUN']
  const found = binaries()
  if (folder === undefined || !found.available)
    throw new Error('there is no control plane: ask whyNoControlPlane() first')
  const ready = join(folder, 'ready.json')
  if (!existsSync(ready) && claim(join(folder, 'claimed'))) {
    spawn(
      process.execPath,
      [join(import.meta.dirname, 'supervisor.ts'), folder, found.folder, process.env['KUSION_TESTBED_OWNER'] ?? ''],
      {
        detached: true,
        stdio: 'ignore',
      },
    ).unref()
  }
  for (let waited = 0; waited < 120_000; waited += 100) {
    if (existsSync(ready)) {
      const content = JSON.parse(readFileSync(ready, 'utf8')) as ControlPlane & { readonly error?: string }
      if (content.error !== undefined) throw new Error(content.error)
      return content
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the control plane did not start within 120 s')
}

/** Exactly one process can make a folder. */
function claim(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch {
    return false
  }
}

let counter = 0

/** A name that no other test uses. */
export function testNamespace(label: string): string {
  return `${label}-${process.pid.toString(36)}-${(counter++).toString(36)}${Date.now().toString(36).slice(-4)}`
}
