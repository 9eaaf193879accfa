/** Files that are written as a whole: a crash or a full disk leaves the old one. */
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { refusalCodeOf } from './system-error.ts'

/** The mode of a file stays, and a link goes on pointing at its target. */
export function replaceFile(path: string, text: string): void {
  const file = realpathSync(path)
  const { mode } = statSync(file)
  renamed(file, (next) => {
    writeFileSync(next, text, { mode })
    // What the process masks away from new files is given back.
    chmodSync(next, mode)
  })
}

/** The same, also where there is no file yet; pipes and devices are written to as they are. */
export function writeFile(path: string, text: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) {
    writeFileSync(path, text)
    return
  }
  try {
    if (found) replaceFile(path, text)
    else renamed(path, (next) => writeFileSync(next, text))
  } catch (error) {
    // A folder may forbid new files and allow to change the old one.
    if (!found || !/^(?:EACCES|EPERM|EROFS)$/.test(refusalCodeOf(error) ?? '')) throw error
    writeFileSync(path, text)
  }
}

function renamed(file: string, write: (next: string) => void): void {
  const next = `${file}.${process.pid}.tmp`
  try {
    write(next)
    renameSync(next, file)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}
