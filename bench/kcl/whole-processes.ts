/** The commands as whole processes, beside what the run times need to start. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeKubernetesProgram } from './kubernetes-package.ts'
import { cell, median, ROOT, SETTINGS, STACK } from './measure.ts'
import { programs } from './programs.ts'
import { SCRIPT } from './reference.ts'

const PROCESSES = 9

type Commands = Readonly<Record<string, readonly [string, readonly string[], string?]>>

/** Runs in turns, so that what slows the machine slows all of them. */
function inTurns(environment: NodeJS.ProcessEnv, commands: Commands): (name: string) => number {
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]))
  for (let index = 0; index < PROCESSES; index++) {
    for (const [name, [command, parameters, cwd]] of Object.entries(commands)) {
      const started = performance.now()
      const { status } = spawnSync(command, parameters, { stdio: 'ignore', cwd, env: environment })
      if (status !== 0) throw new Error(`${command} ended with ${status}`)
      times.get(name)?.push(performance.now() - started)
    }
  }
  return (name) => median(times.get(name) ?? [])
}

export function measureProcesses(python: string) {
  console.log('\nWhole processes')
  const folder = mkdtempSync(join(tmpdir(), 'bench-kcl-'))
  const file = join(folder, 'main.k')
  writeFileSync(file, programs[0]?.source ?? '')
  const kcl = join(ROOT, 'packages/cli/bin/kcl')
  const packages = join(folder, 'packages')
  mkdirSync(packages)
  const app = writeKubernetesProgram(packages)
  const cached = { ...process.env, KCL_CACHE_PATH: join(folder, 'cache') }
  spawnSync(kcl, ['run', 'main.k'], { stdio: 'ignore', cwd: app, env: cached })
  const time = inTurns(cached, {
    floor: [process.execPath, ['-e', '0']],
    small: [kcl, ['run', file]],
    stack: [kcl, ['run', ...SETTINGS.flatMap((name) => ['-Y', name])], STACK],
    pythonFloor: [python, ['-c', 'import kcl_lib.api as api; api.API()']],
    referenceSmall: [python, [SCRIPT, 'run', file]],
    referenceStack: [python, [SCRIPT, 'run', STACK]],
    kubernetes: [kcl, ['run', 'main.k'], app],
    referenceKubernetes: [python, [SCRIPT, 'run', join(app, 'main.k'), `k8s=${join(packages, 'k8s')}`]],
  })
  const cold = inTurns({ ...process.env, KCL_CACHE_PATH: '' }, { kubernetes: [kcl, ['run', 'main.k'], app] })
  rmSync(folder, { recursive: true })
  const [floor, pythonFloor] = [time('floor'), time('pythonFloor')]
  for (const [title, mine, other] of [
    ['2-line file', time('small'), time('referenceSmall')],
    ['classic stack', time('stack'), time('referenceStack')],
    ['Deployment and Service of a 2.8 MB package', time('kubernetes'), time('referenceKubernetes')],
  ] as const) {
    console.log(
      `${title.padEnd(42)} ours ${cell(mine, 0)} ms (${(mine / floor).toFixed(2)}× node -e 0)   reference ${cell(other, 0)} ms, ${(other - pythonFloor).toFixed(0)} ms without Python's start`,
    )
  }
  console.log(`${'the same with nothing kept before'.padEnd(42)} ours ${cell(cold('kubernetes'), 0)} ms`)
  console.log(
    `${'floors'.padEnd(42)} node -e 0 ${floor.toFixed(0)} ms, Python with kcl-lib ${pythonFloor.toFixed(0)} ms`,
  )
  return {
    cliMs: Math.round(time('small')),
    floorMs: Math.round(floor),
    cliVsFloor: Number((time('small') / floor).toFixed(2)),
    stackMs: Math.round(time('stack')),
    kubernetesMs: Math.round(time('kubernetes')),
    kubernetesColdMs: Math.round(cold('kubernetes')),
    referenceKubernetesMs: Math.round(time('referenceKubernetes') - pythonFloor),
  }
}
