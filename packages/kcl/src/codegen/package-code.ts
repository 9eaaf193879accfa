/**
 * The JavaScript of a package. Each of its definitions is a function of its own, generated and compiled when a program
 * first asks for it: of a large package most programs use a few. What else it does, in source order, is its walk.
 */
import { definitionIn, isDefinition } from '../program/outline.ts'
import type { Package, PackageDeclaration } from '../program/program.ts'
import type { DirectWalk } from './direct/walk.ts'
import { EmittedFile } from './emitter.ts'
import { ModuleEmitter } from './module-emitter.ts'
import type { Linkage } from './names.ts'
import type { SchemaFinder } from './schema-facts.ts'

/** What no definition is called. */
export const WALK = ''

export class PackageCode {
  readonly #finder: SchemaFinder
  readonly #linkage: Linkage
  readonly #pkg: Package
  readonly #files: readonly EmittedFile[]

  constructor(pkg: Package, finder: SchemaFinder, linkage: Linkage) {
    this.#finder = finder
    this.#linkage = linkage
    this.#pkg = pkg
    this.#files = pkg.files.map((file, index) => new EmittedFile(file, index))
  }

  /** The walk, or the definition of a name. */
  of(name: string): string {
    const definitions = definitionsOf(this.#pkg)
    const definition = definitions.get(name)
    if (!definition)
      return this.#emitter().emit((statement) => definitions.size === 0 || !isDefinition(statement)) ?? ''
    const { file } = definition
    return this.#emitter().emitDefinition(definitionIn(file.tree, name), file)
  }

  /** All of it in one: the main package, of which all is used. Without what `direct` takes. */
  whole(direct?: DirectWalk): string | undefined {
    return this.#emitter().emit(() => true, direct)
  }

  #emitter(): ModuleEmitter {
    return new ModuleEmitter(this.#pkg.path, this.#files, this.#finder, this.#linkage)
  }
}

const definitions = new WeakMap<Package, ReadonlyMap<string, PackageDeclaration>>()

/** Those that stand by themselves: none where a name is declared twice, and the order of the two may matter. */
export function definitionsOf(pkg: Package): ReadonlyMap<string, PackageDeclaration> {
  let found = definitions.get(pkg)
  if (!found) {
    const defined = pkg.declarations.filter(({ kind }) => kind !== 'variable')
    const isClear =
      defined.length + new Set(variablesOf(pkg)).size === new Set(pkg.declarations.map(({ name }) => name)).size
    definitions.set(pkg, (found = new Map(isClear ? defined.map((one) => [one.name, one]) : [])))
  }
  return found
}

function variablesOf({ declarations }: Package): readonly string[] {
  return declarations.flatMap(({ name, kind }) => (kind === 'variable' ? [name] : []))
}
