import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { toYaml } from '../../src/output/index.ts'
import { Dict, type Value } from '../../src/runtime/values.ts'

/** `strings.json` holds what the reference printed for each batch of strings as values, as keys and in nested lists. */
interface Batch {
  readonly strings: readonly string[]
  readonly values: string
  readonly keys: string
  readonly lists: string
}

const batches = JSON.parse(readFileSync(new URL('./strings.json', import.meta.url), 'utf8')) as readonly Batch[]

describe.each(batches.map((batch, index) => ({ batch, index })))('strings, batch $index', ({ batch }) => {
  test('as values', () => {
    const entries = batch.strings.map((text, index): [string, Value] => [`a${index}`, text])
    expect(toYaml(new Dict(new Map([...entries, ['z', 1]])))).toBe(batch.values)
  })
  test('as keys', () => {
    const entries = new Map(batch.strings.map((text, index): [string, Value] => [text, index]))
    for (const key of entries.keys()) if (key.startsWith('_')) entries.delete(key)
    expect(toYaml(new Dict(new Map([['a', new Dict(entries)]])))).toBe(batch.keys)
  })
  test('in lists', () => {
    expect(toYaml(new Dict(new Map([['a', batch.strings.map((text) => [text])]])))).toBe(batch.lists)
  })
})
