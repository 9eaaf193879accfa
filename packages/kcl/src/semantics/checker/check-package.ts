/** A package that was found without fault before is declared name by name when asked; any other is checked whole. */
import type { Package } from '../../program/program.ts'
import type { PackageScope } from '../scopes.ts'
import type { ProgramState } from './core.ts'
import { declareLazily, isDeclarative } from './lazy-package.ts'
import { PackageChecker } from './packages.ts'

export function checkPackage(state: ProgramState, sources: Package): PackageScope {
  const scope = isDeclarative(sources) ? declareLazily(state, sources) : emptyScope(sources)
  // A package that imports itself sees what it declares.
  state.packages.set(sources.path, scope)
  const [first] = sources.files
  if (first && !isDeclarative(sources)) new PackageChecker(state, scope, first).check(sources.files)
  return scope
}

function emptyScope(sources: Package): PackageScope {
  return {
    kind: 'package',
    path: sources.path,
    names: new Map(),
    imports: new Map(),
    schemas: new Map(),
    aliases: new Map(),
  }
}
