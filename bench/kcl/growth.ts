/** Programs whose size is a parameter: their cost must grow as their size does. */
export interface GrowingProgram {
  readonly name: string
  /** What is counted. */
  readonly unit: string
  readonly size: number
  /** One file, or the files of one package, or files by their paths of which the first is the main one. */
  source(size: number): string | readonly string[] | Readonly<Record<string, string>>
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

const literals: readonly GrowingProgram[] = [
  {
    name: 'list literal',
    unit: 'entries',
    size: 2500,
    source: (size) => `x = [\n${lines(size, (i) => `    "item-${i}"`)}\n]\n`,
  },
  {
    name: 'dict literal',
    unit: 'entries',
    size: 2500,
    source: (size) => `x = {\n${lines(size, (i) => `    key${i} = ${i}`)}\n}\n`,
  },
  {
    name: 'entries of one key',
    unit: 'entries',
    size: 2500,
    source: (size) => `x = {\n${lines(size, (i) => `    k: {a${i}: ${i}}`)}\n}\n`,
  },
  {
    name: 'paths into one key',
    unit: 'entries',
    size: 2500,
    source: (size) => `x = {\n${lines(size, (i) => `    k.a.b${i} = ${i}`)}\n}\n`,
  },
  {
    name: '+= entries of one key',
    unit: 'entries',
    size: 2500,
    source: (size) => `x = {\n    l = []\n${lines(size, (i) => `    l += [${i}]`)}\n}\n`,
  },
  {
    name: 'long string',
    unit: 'characters',
    size: 125_000,
    source: (size) => `x = "${'abcdefgh'.repeat(size / 8)}"\ny = x.upper()\n`,
  },
  {
    name: 'long lines',
    unit: 'lines',
    size: 5000,
    source: (size) => `x = """\\\n${lines(size, (i) => `line ${i} of a long text`)}\n"""\ny = len(x)\n`,
  },
  {
    name: 'interpolations of one string',
    unit: 'parts',
    size: 1250,
    source: (size) => `a = 1\nx = "${lines(size, (i) => `${i}\${a}`).replaceAll('\n', '-')}"\n`,
  },
]

const statements: readonly GrowingProgram[] = [
  {
    name: 'dict merges (|=)',
    unit: 'statements',
    size: 2500,
    source: (size) => `_x = {}\n${lines(size, (i) => `_x |= {key${i} = ${i}}`)}\nx = _x\n`,
  },
  {
    name: 'dict merges of one key',
    unit: 'statements',
    size: 2500,
    source: (size) => `_x = {}\n${lines(size, (i) => `_x |= {k: {a${i}: ${i}}}`)}\nx = _x\n`,
  },
  {
    name: 'dict unions of a name with itself',
    unit: 'statements',
    size: 1250,
    source: (size) => `_x = {}\n${lines(size, (i) => `_x = _x | {key${i} = ${i}}`)}\nx = _x\n`,
  },
  {
    name: 'list additions (+=)',
    unit: 'statements',
    size: 2500,
    source: (size) => `_x = []\n${lines(size, (i) => `_x += [${i}]`)}\nx = _x\n`,
  },
  {
    name: 'assignments to parts',
    unit: 'statements',
    size: 1250,
    source: (size) => `_x: {str:int} = {}\n${lines(size, (i) => `_x["key${i}"] = ${i}`)}\nx = _x\n`,
  },
  {
    name: 'instances',
    unit: 'instances',
    size: 1250,
    source: (size) =>
      `schema Item:\n    name: str\n    port: int = 80\n${lines(size, (i) => `x${i} = Item {name = "n${i}"}`)}\n`,
  },
  {
    name: 'unifications of one name',
    unit: 'statements',
    size: 1250,
    source: (size) => `schema A:\n    labels?: {str:int}\n${lines(size, (i) => `a: A {labels.k${i} = ${i}}`)}\n`,
  },
  {
    name: 'names that read each other',
    unit: 'names',
    size: 1250,
    source: (size) => `x0 = 1\n${lines(size, (i) => `x${i + 1} = x${i} + 1`)}\n`,
  },
  {
    name: 'if and elif',
    unit: 'branches',
    size: 100,
    source: (size) =>
      `_n = ${size - 1}\n_x = 0\nif _n == -1:\n    _x = -1\n${lines(size, (i) => `elif _n == ${i}:\n    _x = ${i}`)}\nx = _x\n`,
  },
  {
    name: 'if statements',
    unit: 'statements',
    size: 1250,
    source: (size) => `_n = 1\n_x = 0\n${lines(size, (i) => `if _n == ${i}:\n    _x += ${i}`)}\nx = _x\n`,
  },
  {
    name: 'conditional expressions in a row',
    unit: 'branches',
    size: 60,
    source: (size) =>
      `n = ${size}\nx = ${Array.from({ length: size }, (_, i) => `${i} if n == ${i} else `).join('')}-1\n`,
  },
]

const schemas: readonly GrowingProgram[] = [
  {
    name: 'inheritance depth',
    unit: 'schemas',
    size: 50,
    source: (size) =>
      `schema A0:\n    a0: int = 0\n${lines(size, (i) => `schema A${i + 1}(A${i}):\n    a${i + 1}: int = ${i}`)}\nx = A${size} {}\n`,
  },
  {
    name: 'attributes of one schema',
    unit: 'attributes',
    size: 1250,
    source: (size) => `schema A:\n${lines(size, (i) => `    a${i}: int = ${i}`)}\nx = A {a${size - 1} = 1}\ny = A {}\n`,
  },
  {
    name: 'checks of one schema',
    unit: 'checks',
    size: 1250,
    source: (size) =>
      `schema A:\n    a: int = 1\n    check:\n${lines(size, (i) => `        a != ${i + 2}`)}\nx = A {}\n`,
  },
  {
    name: 'nested instances',
    unit: 'levels',
    size: 30,
    source: (size) => `schema A:\n    a?: A\n    n: int = 0\nx = ${'A {a = '.repeat(size)}A {}${'}'.repeat(size)}\n`,
  },
  {
    name: 'union width',
    unit: 'members',
    size: 1250,
    source: (size) =>
      `schema A:\n    a: ${Array.from({ length: size }, (_, i) => `"s${i}"`).join(' | ')}\nx = A {a = "s${size - 1}"}\n`,
  },
]

const loops: readonly GrowingProgram[] = [
  {
    name: 'comprehension with a condition',
    unit: 'elements',
    size: 12_500,
    source: (size) => `x = [i * 2 for i in range(${size}) if i % 3 == 0]\n`,
  },
  {
    name: 'dict comprehension',
    unit: 'entries',
    size: 12_500,
    source: (size) => `x = {"k\${i}" = i for i in range(${size})}\n`,
  },
  {
    name: 'filter',
    unit: 'elements',
    size: 12_500,
    source: (size) => `_l = range(${size})\nx = filter i in _l {i % 3 == 0}\n`,
  },
  {
    name: '+= in a lambda',
    unit: 'calls',
    size: 2500,
    source: (size) =>
      `f = lambda n {\n    _l = []\n    _l += [n]\n    _l += [n]\n    _l\n}\nx = [f(i) for i in range(${size})]\n`,
  },
]

const files: readonly GrowingProgram[] = [
  {
    name: 'files of one package',
    unit: 'files',
    size: 50,
    source: (size) =>
      Array.from({ length: size }, (_, i) => {
        const next = (i + 1) % size
        return `schema F${i}:\n    name: str = "f${i}"\n    next?: F${next}\nf${i} = F${i} {next = F${next} {}}\n`
      }),
  },
  {
    name: 'imports',
    unit: 'packages',
    size: 50,
    source: (size) => ({
      '/main.k': `${lines(size, (i) => `import p${i}`)}\n${lines(size, (i) => `x${i} = p${i}.S {n = ${i}}`)}\n`,
      ...Object.fromEntries(Array.from({ length: size }, (_, i) => [`/p${i}/a.k`, `schema S:\n    n: int\n`])),
    }),
  },
]

export const growing: readonly GrowingProgram[] = [...literals, ...statements, ...schemas, ...loops, ...files]
