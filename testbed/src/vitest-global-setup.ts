/** One control plane for a whole test run: started by the first test that asks for it, stopped at the end. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kusion-testbed-'))
  process.env['KUSION_TESTBED_RUN'] = folder
  process.env['KUSION_TESTBED_OWNER'] = String(process.pid)
  return async () => {
    const supervisor = supervisorOf(folder)
    if (supervisor !== undefined) await stopped(supervisor)
    rmSync(folder, { recursive: true, force: true })
  }
}

function supervisorOf(folder: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8')) as { supervisor?: number }).supervisor
  } catch {
    return undefined
  }
}

async function stopped(supervisor: number): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 100) {
    try {
      process.kill(supervisor, waited === 0 ? 'SIGTERM' : 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
