/** The checker: what a program says about types, names and schemas, without running it. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Package, Program } from '../program/program.ts'
import { checkPackage } from './checker/check-package.ts'
import type { ProgramState } from './checker/core.ts'
import type { PackageScope } from './scopes.ts'
import { LibraryTypes } from './library-types.ts'
import { Reporter } from './reporter.ts'
import { TypeTable } from './types/types.ts'

interface CheckedPackage {
  readonly scope: PackageScope
  readonly diagnostics: readonly Diagnostic[]
}

/** What checking keeps of packages for the programs that come after. */
export class CheckerMemory {
  table = new TypeTable()
  library = new LibraryTypes(this.table)
  packages = new WeakMap<Package, CheckedPackage>()
  #programs = 0

  /** Types of main packages, which no other program needs, pile up in the table: now and then it begins anew. */
  begin(): void {
    if (++this.#programs % PROGRAMS_PER_TABLE > 0) return
    this.table = new TypeTable()
    this.library = new LibraryTypes(this.table)
    this.packages = new WeakMap()
  }
}

const PROGRAMS_PER_TABLE = 500

export function check(program: Program, memory: CheckerMemory): readonly Diagnostic[] {
  memory.begin()
  const { table, library } = memory
  const state: ProgramState = {
    table,
    library,
    reporter: new Reporter(),
    packages: new Map(),
  }
  const started = new Set<string>()
  const visit = (sources: Package): void => {
    started.add(sources.path)
    for (const file of sources.files) {
      for (const target of file.targets) {
        if (target.kind !== 'package' || started.has(target.package)) continue
        const imported = program.packages.get(target.package)
        if (imported) visit(imported)
      }
    }
    const known = memory.packages.get(sources)
    if (known) {
      state.packages.set(sources.path, known.scope)
      state.reporter.diagnostics.push(...known.diagnostics)
      return
    }
    const before = state.reporter.diagnostics.length
    const scope = checkPackage(state, sources)
    state.packages.set(sources.path, scope)
    if (sources !== program.main)
      memory.packages.set(sources, { scope, diagnostics: state.reporter.diagnostics.slice(before) })
  }
  visit(program.main)
  return state.reporter.diagnostics
}
