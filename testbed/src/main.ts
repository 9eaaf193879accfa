/** `npm run testbed`: builds the control plane, starts it, and keeps it until Ctrl-C. `-- --build` only builds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './binaries.ts'
import { startControlPlane } from './control-plane.ts'

try {
  const binaries = await build((line) => console.log(line))
  if (process.argv.includes('--build')) {
    console.log(`the control plane is in ${binaries}`)
  } else {
    const folder = mkdtempSync(join(tmpdir(), 'kusion-testbed-'))
    const started = Date.now()
    const plane = await startControlPlane({ binaries, folder })
    console.log(
      `a Kubernetes control plane is ready at ${plane.url} after ${((Date.now() - started) / 1000).toFixed(1)} s`,
    )
    console.log(`  export KUBECONFIG=${plane.kubeconfigPath}`)
    console.log(`  ${plane.kubectl} get nodes`)
    console.log('Ctrl-C stops it and removes its data.')
    const stop = async (): Promise<void> => {
      await plane.stop()
      rmSync(folder, { recursive: true, force: true })
      process.exit(0)
    }
    process.once('SIGINT', () => void stop())
    process.once('SIGTERM', () => void stop())
  }
} catch (error) {
  console.error(`error: ${(error as Error).message}`)
  process.exitCode = 1
}
