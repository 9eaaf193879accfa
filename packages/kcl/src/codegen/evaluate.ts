/** Runs a loaded program: generates each package once, links the packages, walks the main one. */
import type { Diagnostic, Label } from '@kusion/diagnostics'
import type { Host } from '../host.ts'
import { importedBy, type Package, type Program, type SourceFile } from '../program/program.ts'
import * as runtime from '../runtime/index.ts'
import type { Context, DocumentStream, LibraryMember, StringMember } from '../runtime/context.ts'
import { boundOf, EvaluationError, LINE_BITS } from '../runtime/errors.ts'
import { wrap } from '../runtime/functions.ts'
import type { Machine } from '../runtime/machine.ts'
import { useStrictRange } from '../runtime/numbers.ts'
import { Cell, FunctionValue } from '../runtime/index.ts'
import { Dict, Shape, type Value } from '../runtime/values.ts'
import { LineMap } from '../syntax/line-map.ts'
import { DirectWalk, type WalkLinks } from './direct/walk.ts'
import type { Linkage } from './names.ts'
import { spanOfLine } from './line-span.ts'
import { definitionsOf, PackageCode, WALK } from './package-code.ts'
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
  /** Nothing runs from the tree. */
  readonly compilesAll?: boolean
}

/** Answers the walk, or what the name that it defines stands for. */
type Create = ($: typeof runtime, m: Machine, link: Linker) => Value | (() => void)

/** What a package became, for the programs that come after. */
class GeneratedPackage {
  /** By the name that they define; the walk is one of them. */
  readonly functions = new Map<string, Create>()
  /** Texts that no earlier process made and that are to be kept. */
  readonly code = new Map<string, string>()
}

export class GeneratedPackages {
  readonly #packages = new WeakMap<Package, GeneratedPackage>()

  of(pkg: Package): GeneratedPackage {
    let found = this.#packages.get(pkg)
    if (!found) this.#packages.set(pkg, (found = new GeneratedPackage()))
    return found
  }

  /** The texts that were made for a package since they were last taken. */
  take(pkg: Package): ReadonlyMap<string, string> | undefined {
    const { code } = this.of(pkg)
    if (code.size === 0) return undefined
    const taken = new Map(code)
    code.clear()
    return taken
  }
}

export interface Evaluated {
  /** The globals of the main package in order of their definition; or a list of documents. */
  readonly value: Value
  /** Set where the program is a stream of documents. */
  readonly stream: DocumentStream | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** What is wrong with the value: it stands where evaluation ended. */
  refuse(message: string): Diagnostic | undefined
}

export function evaluate(program: Program, host: Host, options: EvaluateOptions): Evaluated {
  const workingFolder = host.workingFolder?.() ?? program.root
  const context: Context = {
    host,
    options: options.arguments ?? new Map(),
    root: program.root,
    workingFolder,
    folders: reachableFolders(program, workingFolder, host),
    file: () => linker.fileAt(machine.position)?.path ?? '',
    print: (text) => host.print?.(text),
    call: (callee, positional) => runtime.callValue(callee, positional, undefined),
    stream: undefined,
  }
  const machine: Machine = {
    position: 0,
    depth: 0,
    outside: 0,
    isTraced: options.debug === true,
    steps: 0,
    context,
    created: [],
    createdInMain: [],
    recordsInstances: false,
    bodies: 0,
    schemas: 0,
    lambdas: 0,
    calls: 0,
    callsBefore: 0,
    ahead: 0,
    within: 0,
    targets: undefined,
    target: undefined,
    incomplete: new Map(),
  }
  const linker = new Linker(program, machine, options)
  const diagnosticOf = (error: unknown): Diagnostic | undefined => linker.diagnosticOf(error, options.debug === true)
  const refuse = (message: string): Diagnostic | undefined => diagnosticOf(new EvaluationError(message))
  useStrictRange(options.strictRangeCheck === true)
  try {
    linker.run()
    const shown = linker.result()
    return {
      value: shown,
      stream: context.stream,
      diagnostics: [],
      refuse,
    }
  } catch (error) {
    const diagnostic = diagnosticOf(error)
    if (!diagnostic) throw error
    return { value: undefined, stream: undefined, diagnostics: [diagnostic], refuse }
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
  const linker = new Linker(program, machine, { library, generated: new GeneratedPackages() })
  return new Map([program.main, ...program.packages.values()].map((pkg) => [pkg.path, linker.code(pkg).whole() ?? '']))
}

/** Asked for late: most runs do not load the library. A getter of a literal would keep what it closes over for long. */
class LateMembers {
  readonly #library: Library
  #strings: Library['strings'] | undefined
  constructor(library: Library) {
    this.#library = library
  }
  get strings(): ReadonlyMap<string, StringMember> {
    return (this.#strings ??= this.#library.strings)
  }
}

class Linker implements WalkLinks {
  readonly #program: Program
  readonly machine: Machine
  readonly #library: Library
  readonly #generated: GeneratedPackages
  readonly #compilesAll: boolean
  readonly #finder: SchemaFinder
  readonly #files: SourceFile[] = []
  readonly #bases = new Map<string, number>()
  readonly #cells = new Map<string, Map<string, Cell>>()
  readonly #loaded = new Set<string>()
  /** What is left to run of packages that are loaded. */
  readonly #walks = new Map<string, () => void>()
  readonly #functions = new Map<string, FunctionValue>()
  readonly #codes = new Map<Package, PackageCode>()
  #direct: DirectWalk | undefined
  /** Main globals in order of definition. */
  readonly #defined: Cell[] = []
  readonly #emitted: Value[] = []
  readonly members: { readonly strings: ReadonlyMap<string, StringMember> }
  readonly linkage: Linkage

  constructor(program: Program, machine: Machine, { library, generated, compilesAll = false }: EvaluateOptions) {
    this.#program = program
    this.machine = machine
    this.#library = library
    this.#generated = generated
    this.#compilesAll = compilesAll
    this.#finder = new SchemaFinder(program)
    this.members = new LateMembers(library)
    this.linkage = {
      hasGlobal: (path, name) => {
        const pkg = program.packageAt(path)
        return pkg !== undefined && globalsOf(pkg).has(name)
      },
      filesOf: (path) => program.packageAt(path)?.files ?? [],
      isAlias: (path, name) => this.#finder.alias(path, name) !== undefined,
      isBuiltin: (name) => library.builtins.has(name),
      isLibraryMember: (module, name) => library.modules.get(module)?.has(name) === true,
    }
  }

  code(pkg: Package): PackageCode {
    return new PackageCode(pkg, this.#finder, this.linkage)
  }

  run(): void {
    this.#load(this.#program.main)
    this.machine.recordsInstances = true
    this.#walks.get(this.#program.main.path)?.()
  }

  #load(pkg: Package): void {
    this.#loaded.add(pkg.path)
    this.#bases.set(pkg.path, this.#files.length)
    this.#files.push(...pkg.files)
    this.#walks.set(pkg.path, this.#walkOf(pkg))
  }

  #walkOf(pkg: Package): () => void {
    if (pkg === this.#program.main) return this.#mainWalk(pkg)
    if (definitionsOf(pkg).size > 0 && pkg.files.every((file) => file.outline.isDeclarative))
      return () => importedBy(pkg).forEach((path) => this.enter(path))
    return this.#part(pkg, WALK) as () => void
  }

  #mainWalk(pkg: Package): () => void {
    if (this.#compilesAll) return this.#create(compiled(this.code(pkg).whole() ?? '')) as () => void
    const direct = new DirectWalk(pkg.path, this, this.linkage)
    this.#direct = direct
    const code = this.code(pkg).whole(direct)
    return code === undefined ? () => direct.run(0, direct.length) : (this.#create(compiled(code)) as () => void)
  }

  /** Steps of the main package's walk that were not worth compiling. */
  direct(from: number, to: number): void {
    this.#direct?.run(from, to)
  }

  #part(pkg: Package, name: string): Value | (() => void) {
    const generated = this.#generated.of(pkg)
    let create = generated.functions.get(name)
    if (!create) {
      let code = pkg.checked?.code.get(name)
      if (code === undefined) {
        let texts = this.#codes.get(pkg)
        if (!texts) this.#codes.set(pkg, (texts = this.code(pkg)))
        code = texts.of(name)
        if (this.machine.context.host.cache) generated.code.set(name, code)
      }
      create = compiled(code)
      generated.functions.set(name, create)
    }
    return this.#create(create)
  }

  #create(create: Create): Value | (() => void) {
    return create(runtime, this.machine, this)
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
    const { recordsInstances } = this.machine
    this.machine.recordsInstances = false
    walk()
    this.machine.recordsInstances = recordsInstances
  }

  cell(pkg: string, name: string): Cell {
    let cells = this.#cells.get(pkg)
    if (!cells) this.#cells.set(pkg, (cells = new Map()))
    const known = cells.get(name)
    if (known) return known
    const cell = new Cell(name, this.machine)
    cells.set(name, cell)
    const found = this.#program.packages.get(pkg)
    if (!found) return cell
    if (!this.#loaded.has(pkg)) this.#load(found)
    if (definitionsOf(found).has(name)) {
      cell.isDefinition = true
      cell.setters.push(() => runtime.define(cell, this.#part(found, name) as Value))
    }
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
    if (!found && member) this.#functions.set(key, (found = wrap(name, member, this.machine)))
    return found
  }

  /** A module by itself is no value. */
  module(): Value {
    return undefined
  }

  plugin(module: string, name: string): Value {
    return pluginFunction(this.machine.context.host, module, name)
  }

  format(value: Value, format: string): string {
    return this.#library.format(value, format)
  }

  define(cell: Cell): void {
    if (cell.isShown) return
    cell.isShown = true
    this.#defined.push(cell)
  }

  emit(value: Value): void {
    this.#emitted.push(value)
  }

  result(): Value {
    const shape = new Shape(this.#defined.map(nameOf))
    const globals = Dict.shaped(shape, this.#defined.map(storedIn), undefined)
    const said = this.#emitted.reduce((all, value) => runtime.said(all, value ?? null), undefined)
    const isNothing = this.#defined.every(({ name }) => name.startsWith('_'))
    if (said === undefined || (said === null && !isNothing)) return globals
    return isNothing ? said : runtime.said(said, globals)
  }

  fileAt(position: number): SourceFile | undefined {
    return this.#files[Math.floor(position / LINE_BITS)]
  }

  /** Undefined for bugs of ours. */
  diagnosticOf(error: unknown, debug: boolean): Diagnostic | undefined {
    let found = error
    if (error instanceof RangeError) found = new EvaluationError(boundOf(error))
    if (!(found instanceof EvaluationError)) return undefined
    const position = found.position ?? this.machine.position
    const places = found.places.length > 0 ? found.places : [{ position, message: found.message }]
    const labels = places.map((place): Label => {
      const file = this.fileAt(place.position)
      const line = place.position % LINE_BITS || 1
      const path = file?.path ?? ''
      if ('offset' in place && place.offset !== undefined && file) {
        const { line: row, column } = new LineMap(file.text).position(place.offset)
        return { at: { file: path, line: row, column, endLine: row, endColumn: column }, message: place.message }
      }
      const start = { file: path, line, column: 1, endLine: line, endColumn: 1 }
      if ('isLine' in place) return { at: start, message: place.message }
      return { at: (file && spanOfLine(file, line)) ?? start, message: place.message, lineOnly: true }
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

function nameOf({ name }: Cell): string {
  return name
}

function storedIn({ stored }: Cell): Value {
  return stored
}

/** The generated text names nothing but what it is handed; user names are only ever strings in it. */
function compiled(code: string): Create {
  return new Function('$', 'm', 'link', code) as Create
}

const globals = new WeakMap<Package, ReadonlySet<string>>()

/** Names that stand for values. */
function globalsOf(pkg: Package): ReadonlySet<string> {
  let names = globals.get(pkg)
  if (!names) {
    const found = new Set<string>()
    for (const { outline } of pkg.files)
      for (const { name, kind } of outline.declarations) if (kind !== 'alias of a type') found.add(name)
    globals.set(pkg, (names = found))
  }
  return names
}
