/** `npm test`: builds the real control plane where Go is there, runs every test, and says in words what was skipped. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binaries, build, hasGo } from '@kusion/testbed'

const root = join(import.meta.dirname, '..')

if (!binaries().available && process.env['KUSION_TEST_FAST'] === undefined) {
  if (hasGo()) await build((line) => console.log(`testbed: ${line}`))
  else console.log('testbed: Go is not installed, so the tests against a real control plane are skipped')
}

const report = join(root, '.cache', 'test-report.json')
mkdirSync(join(root, '.cache'), { recursive: true })
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
)

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

if (existsSync(report)) {
  const { testResults, numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as Report
  const skipped = testResults
    .flatMap((file) => file.assertionResults)
    .filter((result) => result.status === 'pending' || result.status === 'skipped')
  console.log(skipped.length === 0 ? 'No test was skipped.' : 'Skipped:')
  for (const result of skipped) console.log(`  ${result.fullName}`)
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`)
}
process.exitCode = status ?? 1
