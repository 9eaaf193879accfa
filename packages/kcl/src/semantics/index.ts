/** The checker: what a program says about types, names and schemas, without running it. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Package, Program } from '../program/program.ts'
import { checkPackage } from './checker/packages.ts'
import type { ProgramState } from './checker/core.ts'
import { LibraryTypes } from './library-types.ts'
import { Reporter } from './reporter.ts'
import { TypeTable } from './types/types.ts'

export function check(program: Program): readonly Diagnostic[] {
  const table = new TypeTable()
  const state: ProgramState = {
    program,
    table,
    library: new LibraryTypes(table),
    reporter: new Reporter(),
    packages: new Map(),
  }
  const started = new Set<string>()
  const visit = (sources: Package): void => {
    started.add(sources.path)
    for (const file of sources.files) {
      for (const target of file.imports.values()) {
        if (target.kind !== 'package' || started.has(target.package)) continue
        const imported = program.packages.get(target.package)
        if (imported) visit(imported)
      }
    }
    state.packages.set(sources.path, checkPackage(state, sources))
  }
  visit(program.main)
  return state.reporter.diagnostics
}
