/** The sources that a path on the command line stands for. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './usage.ts'

/** A folder stands for its sources, `folder/...` also for those of the folders in it. */
export function filesOf(path: string): readonly string[] {
  const isDeep = path.endsWith('...')
  const root = isDeep ? path.slice(0, -3).replace(/\/$/, '') || '.' : path
  const found = statSync(root, { throwIfNoEntry: false })
  if (!found) throw new UsageError(`${root} does not exist`)
  if (found.isFile()) return [root]
  return readdirSync(root, { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(root, entry.name)
      if (entry.isDirectory() && isDeep && !entry.name.startsWith('.')) return filesOf(`${inner}/...`)
      return entry.isFile() && entry.name.endsWith('.k') ? [inner] : []
    })
}
