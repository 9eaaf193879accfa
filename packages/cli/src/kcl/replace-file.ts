/** A crash leaves the old file or the new one; its mode stays, and a link goes on pointing at its target. */
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

export function replaceFile(path: string, text: string): void {
  const file = realpathSync(path)
  const { mode } = statSync(file)
  const next = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(next, text, { mode })
    // What the process masks away from new files is given back.
    chmodSync(next, mode)
    renameSync(next, file)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}
