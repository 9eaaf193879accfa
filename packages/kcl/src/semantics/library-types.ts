/** Reads the signatures of the library into types, each module when it is first asked for. */
import { invariant } from '@kusion/diagnostics'
import { BUILTIN_SIGNATURES, MODULE_SIGNATURES, STRING_SIGNATURES } from './library-signatures.ts'
import { ANY, BOOL, FLOAT, INT, MULTIPLIER, NONE, STR } from './types/types.ts'
import type { FunctionParameter, Type, TypeTable } from './types/types.ts'

const NAMED: Readonly<Record<string, Type>> = {
  any: ANY,
  bool: BOOL,
  float: FLOAT,
  int: INT,
  multiplier: MULTIPLIER,
  None: NONE,
  str: STR,
}

export class LibraryTypes {
  readonly #table: TypeTable
  readonly #modules = new Map<string, ReadonlyMap<string, Type>>()
  #builtins: ReadonlyMap<string, Type> | undefined
  #strings: ReadonlyMap<string, Type> | undefined

  constructor(table: TypeTable) {
    this.#table = table
  }

  get builtins(): ReadonlyMap<string, Type> {
    return (this.#builtins ??= readSignatures(this.#table, BUILTIN_SIGNATURES))
  }

  get strings(): ReadonlyMap<string, Type> {
    return (this.#strings ??= readSignatures(this.#table, STRING_SIGNATURES))
  }

  module(name: string): ReadonlyMap<string, Type> {
    let members = this.#modules.get(name)
    if (!members) {
      members = readSignatures(this.#table, MODULE_SIGNATURES[name] ?? '')
      this.#modules.set(name, members)
    }
    return members
  }
}

function readSignatures(table: TypeTable, text: string): ReadonlyMap<string, Type> {
  const members = new Map<string, Type>()
  for (const line of text.split('\n')) {
    const name = /^\w+/.exec(line)?.[0]
    if (name !== undefined) members.set(name, new SignatureReader(table, line).read())
  }
  return members
}

class SignatureReader {
  readonly #table: TypeTable
  readonly #tokens: readonly string[]
  #at = 1

  constructor(table: TypeTable, line: string) {
    this.#table = table
    this.#tokens = line.match(/\w+|->|[^\s]/g) ?? []
  }

  read(): Type {
    if (this.#take(':')) return this.#type()
    this.#expect('(')
    const parameters: FunctionParameter[] = []
    let isVariadic = false
    while (!this.#take(')')) {
      if (this.#take('*')) isVariadic = true
      else parameters.push(this.#parameter())
      this.#take(',')
    }
    this.#expect('->')
    return this.#table.function(parameters, this.#type(), { isVariadic })
  }

  #parameter(): FunctionParameter {
    const name = this.#next()
    const hasDefault = this.#take('?')
    this.#expect(':')
    return { name, type: this.#type(), hasDefault, origin: undefined }
  }

  #type(): Type {
    const members = [this.#member()]
    while (this.#take('|')) members.push(this.#member())
    const [first] = members
    return members.length === 1 && first ? first : this.#table.union(members)
  }

  #member(): Type {
    if (this.#take('[')) {
      const element = this.#type()
      this.#expect(']')
      return this.#table.list(element)
    }
    if (this.#take('{')) {
      const key = this.#type()
      this.#expect(':')
      const value = this.#type()
      this.#expect('}')
      return this.#table.dict(key, value)
    }
    if (this.#take('(')) {
      const parameters: FunctionParameter[] = []
      while (!this.#take(')')) {
        parameters.push({ name: undefined, type: this.#type(), hasDefault: false, origin: undefined })
        this.#take(',')
      }
      this.#expect('->')
      return this.#table.function(parameters, this.#type())
    }
    const type = NAMED[this.#next()]
    invariant(type, 'signatures use known types')
    return this.#table.fresh(type)
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? ''
  }
  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }
  #expect(token: string): void {
    invariant(this.#take(token), `a signature has '${token}' here`)
  }
}
