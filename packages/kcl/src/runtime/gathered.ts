/** The dict of a comprehension while it is made: its keys are new, mostly, and nobody looks one up before all are there. */
import { putLooped } from './config.ts'
import { Dict, Shape, type MergeOperator, type Value } from './values.ts'

/** So few are found sooner by looking through them. */
const FEW = 8
/** With good luck it is one or two. */
const MOST_STEPS = 64

/**
 * Keys in the order of their coming, and where each of them is found: a place for each hash, which has the key's number,
 * or that of another one, whose key is then found in the next free place. A `Map` takes twice as long to fill.
 */
class KeyIndex {
  #places = new Int32Array(4 * FEW)
  #hashes = new Int32Array(2 * FEW)

  constructor(keys: readonly string[]) {
    for (let number = 0; number < keys.length; number++) this.add(keys, keys[number] as string, number)
  }

  /** Answers whether the key is new, and could be added. */
  add(keys: readonly string[], key: string, number: number): boolean {
    if (number === this.#hashes.length) this.#grow()
    const places = this.#places
    const hash = hashOf(key)
    let at = hash & (places.length - 1)
    for (let steps = 0; places[at] !== 0; steps++) {
      if (keys[(places[at] as number) - 1] === key || steps > MOST_STEPS) return false
      at = (at + 1) & (places.length - 1)
    }
    places[at] = number + 1
    this.#hashes[number] = hash
    return true
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 4)
    hashes.set(this.#hashes)
    const places = new Int32Array(hashes.length * 2)
    for (let number = 0; number < this.#hashes.length; number++) {
      let at = (hashes[number] as number) & (places.length - 1)
      while (places[at] !== 0) at = (at + 1) & (places.length - 1)
      places[at] = number + 1
    }
    this.#hashes = hashes
    this.#places = places
  }
}

function hashOf(key: string): number {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  hash = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
  return hash ^ (hash >>> 13)
}

export class Gathered {
  readonly #keys: string[] = []
  readonly #values: Value[] = []
  #index: KeyIndex | undefined
  /** As soon as there is more to it than keys that are all different. */
  #dict: Dict | undefined

  put(value: Value, key: Value, operator: MergeOperator): void {
    if (this.#dict === undefined && operator === 'union' && typeof key === 'string' && this.#isNew(key)) {
      this.#keys.push(key)
      this.#values.push(value)
    } else putLooped((this.#dict ??= this.#gathered()), value, key, operator)
  }

  #isNew(key: string): boolean {
    const { length } = this.#keys
    if (length < FEW) return !this.#keys.includes(key)
    this.#index ??= new KeyIndex(this.#keys)
    return length < MOST_ENTRIES && this.#index.add(this.#keys, key, length)
  }

  #gathered(): Dict {
    return new Dict(Dict.shaped(new Shape(this.#keys), this.#values, undefined).entries)
  }

  get dict(): Dict {
    return this.#dict ?? Dict.shaped(new Shape(this.#keys), this.#values, undefined)
  }
}

/** A dict says itself when it has too many. */
const MOST_ENTRIES = 1_000_000
