/** Runs a loaded program: generates each package once, links the packages, walks the main one. */
import type { Diagnostic, Label } from '@kusion/diagnostics'
import type { Host } from '../host.ts'
import type { Package, Program, SourceFile } from '../program/program.ts'
import * as runtime from '../runtime/index.ts'
import type { Context, LibraryMember, StringMember } from '../runtime/context.ts'
import { boundOf, EvaluationError, LINE_BITS } from '../runtime/errors.ts'
import { wrap } from '../runtime/functions.ts'
import type { Machine } from '../runtime/machine.ts'
import { useStrictRange } from '../runtime/numbers.ts'
import { Cell, FunctionValue, read } from '../runtime/index.ts'
import { Dict, SchemaInstance, type Value } from '../runtime/values.ts'
import { LineMap } from '../syntax/line-map.ts'
import type { Statement } from '../syntax/nodes.ts'
import type { Linkage } from './emitter.ts'
import { spanOfLine } from './line-span.ts'
import { ModuleEmitter } from './module-emitter.ts'
import { pluginFunction } from './plugin.ts'
import { SchemaFinder } from './schema-facts.ts'

/** What stands beside the language: handed in, so that the evaluator does not depend on the library. */
export interface Library {
  readonly builtins: ReadonlyMap<string, (call: Parameters<Extract<LibraryMember, Function>>[0]) => Value>
  readonly strings: ReadonlyMap<string, StringMember>
  readonly modules: ReadonlyMap<string, ReadonlyMap<string, LibraryMember>>
  /** `${x: #json}` and `${x: #yaml}` */
  format(value: Value, format: string): string
}

export interface EvaluateOptions {
  readonly arguments?: ReadonlyMap<string, string>
  readonly library: Library
  readonly generated: GeneratedPackages
  /** `-d`: errors say how they were reached. */
  readonly debug?: boolean
  /** `-r`: ints are held to 32 bits. */
  readonly strictRangeCheck?: boolean
}

type Create = ($: typeof runtime, m: Machine, link: Linker) => () => void

/** The functions that packages became, for the programs that come after. */
export class GeneratedPackages {
  readonly functions = new WeakMap<Package, Create>()
}

export interface Evaluated {
  /** The globals of the main package in order of their definition; or a list of documents. */
  readonly value: Value
  /** Set where the program is a stream of documents. */
  readonly documents: readonly Value[] | undefined
  readonly streamOptions: Value
  readonly diagnostics: readonly Diagnostic[]
}

export function evaluate(program: Program, host: Host, options: EvaluateOptions): Evaluated {
  const workingFolder = host.workingFolder?.() ?? program.root
  const context: Context = {
    host,
    options: options.arguments ?? new Map(),
    root: program.root,
    workingFolder,
    folders: reachableFolders(program, workingFolder, host),
    print: (text) => host.print?.(text),
    call: (callee, positional) => runtime.callValue(callee, positional, undefined),
    stream: undefined,
  }
  const machine: Machine = {
    position: 0,
    depth: 0,
    steps: 0,
    context,
    created: [],
    createdInMain: [],
    recordsInstances: false,
    bodies: 0,
    incomplete: new Set(),
  }
  const linker = new Linker(program, machine, options.library, options.generated)
  useStrictRange(options.strictRangeCheck === true)
  try {
    linker.run()
    const shown = linker.result()
    return {
      value: shown,
      documents: context.stream?.documents,
      streamOptions: context.stream?.options,
      diagnostics: [],
    }
  } catch (error) {
    const diagnostic = linker.diagnosticOf(error, options.debug === true)
    if (!diagnostic) throw error
    return { value: undefined, documents: undefined, streamOptions: undefined, diagnostics: [diagnostic] }
  }
}

/** The whole file system is nobody's own folder: only who runs the program can allow it. */
function reachableFolders(program: Program, workingFolder: string, host: Host): readonly string[] {
  const own = [...program.folders, workingFolder].filter((folder) => folder !== '/')
  return [...new Set([...own, ...(host.allowedFolders ?? [])])]
}

/** The JavaScript of each package, for `--print js`. */
export function generatePrograms(program: Program, library: Library): ReadonlyMap<string, string> {
  const machine = { position: 0 } as Machine
  const linker = new Linker(program, machine, library, new GeneratedPackages())
  return new Map([program.main, ...program.packages.values()].map((pkg) => [pkg.path, linker.code(pkg)]))
}

class Linker {
  readonly #program: Program
  readonly #machine: Machine
  readonly #library: Library
  readonly #generated: GeneratedPackages
  readonly #finder: SchemaFinder
  readonly #files: SourceFile[] = []
  readonly #bases = new Map<string, number>()
  readonly #cells = new Map<string, Cell>()
  readonly #loaded = new Set<string>()
  /** What is left to run of packages that are loaded. */
  readonly #walks = new Map<string, () => void>()
  readonly #functions = new Map<string, FunctionValue>()
  /** Main globals in order of definition. */
  readonly #defined = new Set<Cell>()
  readonly #emitted: Value[] = []
  readonly members: { readonly strings: ReadonlyMap<string, StringMember> }
  readonly linkage: Linkage

  constructor(program: Program, machine: Machine, library: Library, generated: GeneratedPackages) {
    this.#program = program
    this.#machine = machine
    this.#library = library
    this.#generated = generated
    this.#finder = new SchemaFinder(program)
    this.members = { strings: library.strings }
    this.linkage = {
      hasGlobal: (path, name) => {
        const pkg = program.packageAt(path)
        return pkg !== undefined && globalsOf(pkg).has(name)
      },
      filesOf: (path) => program.packageAt(path)?.files ?? [],
      isBuiltin: (name) => library.builtins.has(name),
      isLibraryMember: (module, name) => library.modules.get(module)?.has(name) === true,
    }
  }

  code(pkg: Package): string {
    return new ModuleEmitter(this.#program, pkg, this.#finder, this.linkage).emit()
  }

  run(): void {
    this.#load(this.#program.main)
    this.#machine.recordsInstances = true
    this.#walks.get(this.#program.main.path)?.()
  }

  // The generated text names nothing but what it is handed; user names are only ever strings in it.
  #load(pkg: Package): void {
    this.#loaded.add(pkg.path)
    let create = this.#generated.functions.get(pkg)
    if (!create) {
      create = new Function('$', 'm', 'link', this.code(pkg)) as Create
      if (pkg !== this.#program.main) this.#generated.functions.set(pkg, create)
    }
    this.#bases.set(pkg.path, this.#files.length)
    this.#files.push(...pkg.files)
    this.#walks.set(pkg.path, create(runtime, this.#machine, this))
  }

  /** The position of line 0 of a package's file. */
  position(pkg: string, file: number): number {
    return ((this.#bases.get(pkg) ?? 0) + file) * LINE_BITS
  }

  /** An import: the package's own statements run once. */
  enter(name: string): void {
    const found = this.#program.packages.get(name)
    if (found && !this.#loaded.has(name)) this.#load(found)
    const walk = this.#walks.get(name)
    this.#walks.delete(name)
    if (!walk) return
    const { recordsInstances } = this.#machine
    this.#machine.recordsInstances = false
    walk()
    this.#machine.recordsInstances = recordsInstances
  }

  cell(pkg: string, name: string): Cell {
    const key = `${pkg}.${name}`
    let cell = this.#cells.get(key)
    if (!cell) this.#cells.set(key, (cell = new Cell(name)))
    const found = this.#program.packages.get(pkg)
    if (found && !this.#loaded.has(pkg)) this.#load(found)
    return cell
  }

  builtin(name: string): Value {
    return this.#function(`builtin ${name}`, name, this.#library.builtins.get(name))
  }

  library(module: string, name: string): Value {
    return this.#function(`${module}.${name}`, name, this.#library.modules.get(module)?.get(name))
  }

  #function(key: string, name: string, member: LibraryMember | undefined): Value {
    if (member !== undefined && typeof member !== 'function') return member.constant
    let found = this.#functions.get(key)
    if (!found && member) this.#functions.set(key, (found = wrap(name, member, this.#machine)))
    return found
  }

  module(name: string): Value {
    return runtime.fail(`module '${name}' is no value`)
  }

  plugin(module: string, name: string): Value {
    return pluginFunction(this.#machine.context.host, module, name)
  }

  format(value: Value, format: string): string {
    return this.#library.format(value, format)
  }

  define(cell: Cell): void {
    this.#defined.add(cell)
  }

  emit(value: Value): void {
    this.#emitted.push(value)
  }

  result(): Value {
    const globals = new Dict()
    for (const cell of this.#defined) {
      const value = cell.isKnown ? cell.value : cell.isStored ? cell.stored : read(cell)
      globals.entries.set(cell.name, value)
    }
    let merged: Value = globals
    for (const value of this.#emitted) {
      if (value === undefined || value === null) continue
      if (value instanceof SchemaInstance || value instanceof Dict) {
        const dict = value instanceof Dict ? value : value.attributes
        merged = runtime.union(merged instanceof Dict ? merged : globals, dict, true)
        continue
      }
      if (Array.isArray(value)) {
        merged = value
        continue
      }
      runtime.fail(`conflicting values between {...} and ${runtime.toText(value)}`)
    }
    return merged
  }

  /** Undefined for bugs of ours. */
  diagnosticOf(error: unknown, debug: boolean): Diagnostic | undefined {
    let found = error
    if (error instanceof RangeError) found = new EvaluationError(boundOf(error))
    if (!(found instanceof EvaluationError)) return undefined
    const position = found.position ?? this.#machine.position
    const places = found.places.length > 0 ? found.places : [{ position, message: found.message }]
    const labels = places.map((place): Label => {
      const file = this.#files[Math.floor(place.position / LINE_BITS)]
      const line = place.position % LINE_BITS || 1
      const path = file?.path ?? ''
      if ('offset' in place && place.offset !== undefined && file) {
        const { line: row, column } = new LineMap(file.text).position(place.offset)
        return { at: { file: path, line: row, column, endLine: row, endColumn: column }, message: place.message }
      }
      return {
        at: (file && spanOfLine(file, line)) ?? { file: path, line, column: 1, endLine: line, endColumn: 1 },
        message: place.message,
        lineOnly: true,
      }
    })
    const last = labels.at(-1)
    const notes = debug && last ? [`backtrace:\n\t0: kcl_main\n\t\tat ${last.at.file}:${last.at.line}`] : []
    return {
      code: 'E3M38',
      title: 'EvaluationError',
      severity: 'error',
      message: found.message,
      labels,
      notes,
      suggestions: [],
    }
  }
}

const globals = new WeakMap<Package, ReadonlySet<string>>()

function globalsOf(pkg: Package): ReadonlySet<string> {
  const known = globals.get(pkg)
  if (known) return known
  const names = new Set<string>()
  globals.set(pkg, names)
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'AssignStatement':
          for (const target of statement.targets) names.add(target.name.name)
          break
        case 'AugmentedAssignStatement':
          names.add(statement.target.name.name)
          break
        case 'UnificationStatement':
          names.add(statement.target.name)
          break
        case 'SchemaStatement':
        case 'RuleStatement':
          names.add(statement.name.name)
          break
        case 'TypeAliasStatement':
          // Another name of a schema is used as the schema is.
          if (statement.type.kind === 'NamedType') names.add(statement.name.name)
          break
        case 'IfStatement':
          visit(statement.body as readonly Statement[])
          visit(statement.orElse as readonly Statement[])
          break
        default:
      }
    }
  }
  for (const file of pkg.files) visit(file.tree.body)
  return names
}
