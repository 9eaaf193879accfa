/** `npm run demo`: the whole path on a copy of a stack of examples/konfig, in a cluster that lives in the process. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'kusion-demo-'))
const stack = join(folder, 'konfig/payments/checkout/dev')
const environment = { ...process.env, KUSION_HOME: join(folder, 'home') }

function step(title: string, command: string, ...parameters: readonly string[]): void {
  console.log(`\n▸ ${title}\n  $ ${[command, ...parameters].join(' ')}\n`)
  const bin = join(root, 'packages/cli/bin', command)
  const { status } = spawnSync(bin, parameters, { cwd: stack, env: environment, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
}

try {
  cpSync(join(root, 'examples/konfig'), join(folder, 'konfig'), { recursive: true })
  step('What an application developer writes is a few lines; this is what it means', 'kcl', 'run', 'main.k')
  step(
    'The platform’s side is a workspace',
    'kusion',
    'workspace',
    'create',
    'dev',
    '-f',
    '../../../workspaces/dev.yaml',
    '--current',
  )
  step('A preview changes nothing', 'kusion', 'preview', '--sandbox', '--no-detail')
  step(
    'Apply, and watch until everything is available',
    'kusion',
    'apply',
    '--sandbox',
    '--yes',
    '--no-detail',
    '--timeout',
    '60',
  )
  step('Again: nothing to do', 'kusion', 'preview', '--sandbox')
  const file = join(stack, 'main.k')
  writeFileSync(file, readFileSync(file, 'utf8').replace('replicas: 1', 'replicas: 3'))
  step('One value changes: the preview shows just that', 'kusion', 'preview', '--sandbox')
  step('Apply the change', 'kusion', 'apply', '--sandbox', '--yes', '--timeout', '60')
  step('What happened so far', 'kusion', 'release', 'list')
  step('Take it all away', 'kusion', 'destroy', '--sandbox', '--yes', '--no-detail')
  console.log('\nThat was the whole path, without a cluster. With one, leave --sandbox out.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
