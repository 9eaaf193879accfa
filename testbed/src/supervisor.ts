/** Holds one control plane for a whole test run and ends with its owner, however that ends. */
import { writeFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { startControlPlane } from './control-plane.ts'

const [folder = '', binaries = '', owner = ''] = process.argv.slice(2)

function answer(content: unknown): void {
  const file = join(folder, 'ready.json')
  writeFileSync(`${file}.tmp`, JSON.stringify(content))
  renameSync(`${file}.tmp`, file)
}

function ownerLives(): boolean {
  try {
    process.kill(Number(owner), 0)
    return true
  } catch {
    return false
  }
}

try {
  const { url, token, kubeconfigPath, kubectl, stop, restartApiServer } = await startControlPlane({
    binaries,
    folder: join(folder, 'run'),
  })
  answer({ url, token, kubeconfigPath, kubectl, supervisor: process.pid })
  let stopping = false
  const end = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await stop()
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  process.on('SIGINT', () => void end())
  process.on('SIGUSR2', () => void restartApiServer())
  setInterval(() => {
    if (!ownerLives()) void end()
  }, 500)
} catch (error) {
  answer({ error: (error as Error).message })
  process.exit(1)
}
