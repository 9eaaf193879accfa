/** Files that import each other, as the reference finds and lists them. */
import type { Package, SourceFile } from './program.ts'

/** The files of the first circle that is found; empty where there is none. */
export function circularFiles(main: Package, packages: ReadonlyMap<string, Package>): readonly SourceFile[] {
  // The last import is followed first.
  const importsOf = (file: SourceFile): readonly SourceFile[] =>
    file.targets
      .flatMap((target) => (target.kind === 'package' ? (packages.get(target.package)?.files ?? []) : []))
      .toReversed()
  const places = new Map<SourceFile, number>()
  const open: SourceFile[] = []
  const closed = new Set<SourceFile>()
  let found: readonly SourceFile[] = []
  /** The earliest file that can be reached back from it. */
  const visit = (file: SourceFile): number => {
    const place = places.size
    places.set(file, place)
    const before = open.length
    let lowest = place
    const imported = importsOf(file)
    for (const next of imported) {
      if (found.length > 0) return lowest
      if (!closed.has(next)) lowest = Math.min(lowest, places.get(next) ?? visit(next))
    }
    open.push(file)
    if (lowest < place || found.length > 0) return lowest
    const circle = open.splice(before)
    for (const one of circle) closed.add(one)
    if (circle.length > 1 || imported.includes(file)) found = circle
    return lowest
  }
  for (const file of main.files) if (!places.has(file) && found.length === 0) visit(file)
  return found
}
