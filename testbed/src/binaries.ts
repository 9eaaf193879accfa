/** Builds the control plane's binaries once per set of versions, into a cache that all checkouts share. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const MODULE = join(import.meta.dirname, '..')
const KUBERNETES_VERSION = 'v1.36.3'

const COMPONENTS = {
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  etcd: 'go.etcd.io/etcd/server/v3',
  kwok: 'sigs.k8s.io/kwok/cmd/kwok',
} as const

function flags(): string {
  const [major, minor] = KUBERNETES_VERSION.slice(1).split('.')
  const version = 'k8s.io/component-base/version'
  return `-s -w -X ${version}.gitVersion=${KUBERNETES_VERSION} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`
}

/** The folder changes with the pinned versions and the flags. */
export function binaryFolder(): string {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(MODULE, file)))
  hash.update(flags())
  const cache = process.env['KUSION_TESTBED_CACHE'] ?? join(homedir(), '.cache', 'kusion-testbed')
  return join(cache, hash.digest('hex').slice(0, 16))
}

export type Availability =
  | { readonly available: true; readonly folder: string }
  | { readonly available: false; readonly why: string }

export function binaries(): Availability {
  const folder = binaryFolder()
  const missing = Object.keys(COMPONENTS).filter((name) => !existsSync(join(folder, name)))
  if (missing.length === 0) return { available: true, folder }
  return {
    available: false,
    why: `the control plane is not built (${missing.join(', ')}): run \`npm run testbed -- --build\`, which needs Go`,
  }
}

export function hasGo(): boolean {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0
}

/** Complete or not at all: built beside and renamed, so that two builds at once do no harm. */
export async function build(log: (line: string) => void): Promise<string> {
  const folder = binaryFolder()
  if (binaries().available) return folder
  if (!hasGo()) throw new Error('building the control plane needs Go: install it, and run this again')
  mkdirSync(dirname(folder), { recursive: true })
  const beside = mkdtempSync(`${folder}.build-`)
  try {
    for (const [name, path] of Object.entries(COMPONENTS)) {
      const started = Date.now()
      log(`building ${name} …`)
      await run(['build', '-trimpath', '-ldflags', flags(), '-o', join(beside, name), path])
      log(`built ${name} in ${Math.round((Date.now() - started) / 1000)} s`)
    }
    copyFileSync(join(MODULE, 'go.mod'), join(beside, 'go.mod'))
    if (existsSync(folder)) rmSync(folder, { recursive: true })
    renameSync(beside, folder)
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  return folder
}

function run(parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', parameters, {
      cwd: MODULE,
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`go ${parameters.join(' ')} ended with ${code}`)),
    )
  })
}
