/** The checker: what a program says about types, names and schemas, without running it. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Package, Program } from '../program/program.ts'
import { useOf } from '../program/imported-uses.ts'
import { checkPackage } from './checker/check-package.ts'
import type { ProgramState } from './checker/core.ts'
import type { PackageScope } from './scopes.ts'
import { ImportCircles } from './import-circles.ts'
import { LibraryTypes } from './library-types.ts'
import { Reporter } from './reporter.ts'
import { TypeTable } from './types/types.ts'

interface CheckedPackage {
  readonly scope: PackageScope
  readonly diagnostics: readonly Diagnostic[]
}

/** What checking keeps of packages for the programs that come after. */
export class CheckerMemory {
  table: TypeTable
  library: LibraryTypes
  packages = new WeakMap<Package, CheckedPackage>()
  readonly #isExact: boolean
  #programs = 0
  #exact: CheckerMemory | undefined

  constructor(isExact = false) {
    this.#isExact = isExact
    this.table = new TypeTable(isExact)
    this.library = new LibraryTypes(this.table)
  }

  /** For programs that there is something to say of. */
  get exact(): CheckerMemory {
    return (this.#exact ??= new CheckerMemory(true))
  }

  /** Types of main packages, which no other program needs, pile up in the table: now and then it begins anew. */
  begin(): void {
    if (++this.#programs % PROGRAMS_PER_TABLE > 0) return
    this.table = new TypeTable(this.#isExact)
    this.library = new LibraryTypes(this.table)
    this.packages = new WeakMap()
  }
}

const PROGRAMS_PER_TABLE = 500

/** Most programs are without fault: only for those that are not it matters what their types look like to the letter. */
export function check(program: Program, memory: CheckerMemory): readonly Diagnostic[] {
  const { diagnostics, isInDoubt } = checked(program, memory, (sources) => sources !== program.main)
  if (diagnostics.length === 0 && !isInDoubt) return diagnostics
  return checked(program, memory.exact, () => false).diagnostics
}

/** `isKnownUsed`: whether what a package imports need not be looked for in its text. */
function checked(program: Program, memory: CheckerMemory, isKnownUsed: (sources: Package) => boolean): Reporter {
  memory.begin()
  memory.table.isApproximate = false
  const { table, library } = memory
  const state: ProgramState = {
    table,
    library,
    reporter: new Reporter(),
    packages: new Map(),
  }
  const { diagnostics } = state.reporter
  const started = new Set<string>()
  const circles = program.isCircular ? new ImportCircles(state.reporter) : undefined
  /** What is visited again later on, because something uses it, is reported then. */
  const unreported = (work: () => void): void => {
    const [length, before] = [diagnostics.length, new Set(started)]
    work()
    diagnostics.length = length
    for (const path of started) if (!before.has(path)) started.delete(path)
  }
  const visit = (sources: Package): void => {
    started.add(sources.path)
    for (const file of sources.files) {
      for (const [index, target] of file.targets.entries()) {
        if (target.kind !== 'package') continue
        circles?.follow(sources.path, target.package, file, index)
        if (started.has(target.package)) continue
        const use = circles || isKnownUsed(sources) ? 'selected' : useOf(sources.files, target.name)
        const imported = program.packages.get(target.package)
        if (use === 'none' || !imported) continue
        if (use === 'selected') visit(imported)
        else unreported(() => visit(imported))
      }
    }
    const known = memory.packages.get(sources)
    if (known) {
      state.packages.set(sources.path, known.scope)
      diagnostics.push(...known.diagnostics)
      return
    }
    const before = diagnostics.length
    const scope = checkPackage(state, sources)
    if (sources !== program.main) memory.packages.set(sources, { scope, diagnostics: diagnostics.slice(before) })
  }
  visit(program.main)
  return state.reporter
}
