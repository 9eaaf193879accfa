/** Random programs: schemas, lambdas, globals and configs that use each other, in one file or in several. */
import { Author } from './author.ts'
import { fileText } from './files.ts'
import { Random } from './random.ts'
import { SchemaWriter } from './schemas.ts'
import { StatementWriter } from './statements.ts'
import type { Type } from './types.ts'

export interface GeneratedProgram {
  readonly seed: number
  /** Its files, as `filesOf` takes them apart. */
  readonly text: string
}

export function generateProgram(seed: number): GeneratedProgram {
  return { seed, text: new ProgramWriter(new Random(seed)).write() }
}

const PACKAGE = 'lib'

class ProgramWriter {
  readonly #random: Random
  readonly #author: Author
  readonly #schemas: SchemaWriter
  readonly #statements: StatementWriter

  constructor(random: Random) {
    this.#random = random
    this.#author = new Author(random)
    this.#schemas = new SchemaWriter(this.#author)
    this.#statements = new StatementWriter(this.#author)
  }

  write(): string {
    const random = this.#random
    const library = random.chance(0.15) ? this.#library() : undefined
    const parts = this.#parts(random.chance(0.6) ? random.int(1, 3) : 0, random.int(1, 6))
    const ordered = random.chance(0.2) ? shuffled(random, parts) : parts
    const stream = random.chance(0.02) ? [this.#stream()] : []
    const cut = ordered.length > 1 && random.chance(0.1) ? random.int(1, ordered.length - 1) : ordered.length
    const files = [this.#file([...ordered.slice(0, cut), ...stream])]
    if (cut < ordered.length) files.push(fileText('other.k', this.#file(ordered.slice(cut))))
    if (library !== undefined) files.push(fileText(`${PACKAGE}/lib.k`, library))
    return files.join('')
  }

  #parts(schemas: number, statements: number): string[] {
    const parts: string[] = []
    for (let count = 0; count < schemas; count++) parts.push(this.#schemas.write())
    for (let count = 0; count < statements; count++) parts.push(this.#statements.write())
    return parts
  }

  /** A package of its own, whose names the rest of the program reaches by an import. */
  #library(): string {
    const random = this.#random
    const { variables, schemas } = this.#author.expressions
    const text = this.#file(this.#parts(random.int(0, 2), random.int(1, 3)))
    const shown = variables.filter(({ name }) => !name.startsWith('_'))
    const prefixed = schemas.map((schema) => ({ ...schema, name: `${PACKAGE}.${schema.name}` }))
    variables.splice(
      0,
      variables.length,
      ...shown.map((one) => ({ name: `${PACKAGE}.${one.name}`, type: foreign(one.type) })),
    )
    schemas.splice(
      0,
      schemas.length,
      ...prefixed.map((schema) => ({
        ...schema,
        attributes: schema.attributes.map((attribute) => ({ ...attribute, type: foreign(attribute.type) })),
      })),
    )
    return text
  }

  #file(parts: readonly string[]): string {
    const text = parts.join('\n')
    const modules = [...this.#author.expressions.modules, PACKAGE].filter((name) =>
      new RegExp(`\\b${name}\\.`).test(text),
    )
    return `${modules
      .toSorted()
      .map((name) => `import ${name}\n`)
      .join('')}${text}\n`
  }

  #stream(): string {
    this.#author.expressions.modules.add('manifests')
    return `manifests.yaml_stream([${this.#author.value({ kind: 'dict', value: { kind: 'int' } }, 2)}, {a = 1}])`
  }
}

/** A type of a package as others write it. */
function foreign(type: Type): Type {
  switch (type.kind) {
    case 'schema':
      return { ...type, name: `${PACKAGE}.${type.name}` }
    case 'list':
      return { ...type, item: foreign(type.item) }
    case 'dict':
      return { ...type, value: foreign(type.value) }
    case 'union':
      return { ...type, options: type.options.map(foreign) }
    default:
      return type
  }
}

/** In another order, for names are bound late; but schemas stay behind their bases. */
function shuffled(random: Random, parts: readonly string[]): readonly string[] {
  const left = [...parts]
  const picked: string[] = []
  while (left.length > 0) picked.push(...left.splice(random.int(0, left.length - 1), 1))
  const isSchema = (part: string): boolean => /^(?:@.*\n)?(?:schema|mixin|protocol) /.test(part)
  const schemas = parts.filter(isSchema)
  return picked.map((part) => (isSchema(part) ? (schemas.shift() ?? part) : part))
}

/** The same program with all attributes optional: nothing is missing, so that it runs. */
export function withoutRequired(text: string): string {
  let isSchema = false
  return text
    .split('\n')
    .map((line) => {
      if (/^\S/.test(line)) isSchema = /^(?:schema|mixin|protocol) /.test(line)
      return isSchema ? line.replace(/^( {4}(?!check\b)[a-z_]\w*): /, '$1?: ') : line
    })
    .join('\n')
}
