/** The keys of a config as names for the entries after them: most configs are short, and nothing in them reads a name. */
import type { SourceFile } from '../program/program.ts'
import type { Range } from '../syntax/nodes.ts'
import type { NameInfo } from './scopes.ts'
import type { Type, TypeTable } from './types/types.ts'
import { widen } from './types/union.ts'

interface Key {
  readonly name: string
  /** Told when somebody asks for it, where that says the same as asking at once. */
  readonly type: Type | (() => Type)
  readonly file: SourceFile
  readonly range: Range
}

/** So few are found sooner by looking through them. */
const FEW = 8

export class ConfigNames {
  #keys: Key[] | undefined
  #index: Map<string, Key> | undefined
  /** What was unpacked is no name, and yet part of what a key of that name adds to. */
  #unpacked: Map<string, Type> | undefined

  declare(name: string, type: Key['type'], file: SourceFile, range: Range): void {
    const key = { name, type, file, range }
    this.#index?.set(name, key)
    if (this.#keys) this.#keys.push(key)
    else this.#keys = [key]
    this.#unpacked?.delete(name)
  }

  unpack(name: string, type: Type): void {
    this.#unpacked ??= new Map()
    this.#unpacked.set(name, type)
  }

  /** What one more entry of that name adds to. */
  before(table: TypeTable, name: string): Type | undefined {
    const unpacked = this.#unpacked?.get(name)
    if (unpacked) return unpacked
    const key = this.#find(name)
    return key && widen(table, typeOfKey(key))
  }

  get(name: string): NameInfo | undefined {
    const key = this.#find(name)
    return key && { type: typeOfKey(key), origin: { file: key.file, range: key.range }, isAnnotated: false }
  }

  keys(): Iterable<string> {
    return new Set(this.#keys?.map(({ name }) => name))
  }

  #find(name: string): Key | undefined {
    const keys = this.#keys
    if (!keys) return undefined
    if (keys.length > FEW) {
      this.#index ??= new Map(keys.map((key) => [key.name, key]))
      return this.#index.get(name)
    }
    for (let at = keys.length - 1; at >= 0; at--) {
      const key = keys[at] as Key
      if (key.name === name) return key
    }
    return undefined
  }
}

function typeOfKey({ type }: Key): Type {
  return typeof type === 'function' ? type() : type
}
