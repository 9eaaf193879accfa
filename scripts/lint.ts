/** `npm run lint`: lint, format, layers and cycles, unused code. Each part runs, also when one before it failed. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

function run(name: string, parameters: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const result = spawnSync(join(root, 'node_modules/.bin', name), parameters, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` }
}

const failures: string[] = []
function check(title: string, result: { readonly ok: boolean; readonly output: string }): void {
  console.log(`${result.ok ? 'ok' : 'FAILED'}  ${title}`)
  if (result.ok) return
  console.log(result.output)
  failures.push(title)
}

check('types', run('tsc', ['-b']))
check('oxlint', run('oxlint', ['--quiet']))
check('oxfmt', run('oxfmt', ['--check', '.']))
check('layers and cycles', layers())
check('unused files, exports and dependencies', run('knip', ['--no-progress']))

/** With a wrong parser nothing is found and everything is green: the number of modules is part of the answer. */
function layers(): { readonly ok: boolean; readonly output: string } {
  const result = run('depcruise', ['packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'])
  try {
    const { summary } = JSON.parse(result.output) as {
      summary: {
        totalCruised: number
        error: number
        violations: readonly { from: string; to: string; rule: { name: string } }[]
      }
    }
    const lines = summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)
    if (summary.totalCruised < 100) lines.push(`only ${summary.totalCruised} modules were looked at`)
    return { ok: lines.length === 0, output: lines.join('\n') }
  } catch {
    return { ok: false, output: result.output }
  }
}

if (failures.length > 0) {
  console.log(`${failures.length} of 5 checks failed: ${failures.join('; ')}`)
  process.exitCode = 1
}
