/** The programs of the comparison: what people write, made large. */
export interface Program {
  readonly name: string
  readonly source: string
}

export const programs: readonly Program[] = [
  { name: '2-line file', source: 'a = 1\nb = a + 1\n' },
  {
    name: '20,000 instances with two checks',
    source: `schema Item:
    name: str
    port: int = 80
    replicas: int = 1
    check:
        0 < port < 65536
        replicas > 0

items = [Item {name = "n", port = i % 1000 + 1} for i in range(20000)]
`,
  },
  {
    name: '5,000 named instances',
    source: `schema Item:\n    name: str\n    port: int = 80\n\n${Array.from({ length: 5000 }, (_, index) => `item${index} = Item {name = "n${index}"}`).join('\n')}\n`,
  },
  { name: '50,000-entry dict comprehension', source: 'data = {"key${i}": "value${i}" for i in range(50000)}\n' },
  {
    name: '100,000 string operations',
    source: 'parts = [("item-" + str(i)).upper().replace("-", "_") for i in range(25000)]\n',
  },
  {
    name: 'fib(20) by recursive lambda',
    source: 'fib = lambda n: int -> int {\n    n if n < 2 else fib(n - 1) + fib(n - 2)\n}\nx = fib(20)\n',
  },
  {
    name: 'list literal of 1,000 distinct strings',
    source: `names = [${Array.from({ length: 1000 }, (_, index) => `"name-${index}"`).join(', ')}]\n`,
  },
]

/** Programs whose size is a parameter: their cost must grow as their size does. */
export interface GrowingProgram {
  readonly name: string
  readonly size: number
  /** One file, or the files of one package. */
  source(size: number): string | readonly string[]
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

export const growing: readonly GrowingProgram[] = [
  { name: 'list literal', size: 2500, source: (size) => `x = [\n${lines(size, (i) => `    "item-${i}"`)}\n]\n` },
  { name: 'dict literal', size: 2500, source: (size) => `x = {\n${lines(size, (i) => `    key${i} = ${i}`)}\n}\n` },
  {
    name: 'dict merges',
    size: 1250,
    source: (size) => `_x = {}\n${lines(size, (i) => `_x |= {key${i} = ${i}}`)}\nx = _x\n`,
  },
  {
    name: 'list additions (+=)',
    size: 1250,
    source: (size) => `_x = []\n${lines(size, (i) => `_x += [${i}]`)}\nx = _x\n`,
  },
  {
    name: 'instances',
    size: 1250,
    source: (size) =>
      `schema Item:\n    name: str\n    port: int = 80\n${lines(size, (i) => `x${i} = Item {name = "n${i}"}`)}\n`,
  },
  {
    name: 'inheritance depth',
    size: 50,
    source: (size) =>
      `schema A0:\n    a0: int = 0\n${lines(size, (i) => `schema A${i + 1}(A${i}):\n    a${i + 1}: int = ${i}`)}\nx = A${size} {}\n`,
  },
  {
    name: 'union width',
    size: 1250,
    source: (size) =>
      `schema A:\n    a: ${Array.from({ length: size }, (_, i) => `"s${i}"`).join(' | ')}\nx = A {a = "s${size - 1}"}\n`,
  },
  {
    name: 'comprehension with filter',
    size: 12_500,
    source: (size) => `x = [i * 2 for i in range(${size}) if i % 3 == 0]\n`,
  },
  { name: 'long string', size: 125_000, source: (size) => `x = "${'abcdefgh'.repeat(size / 8)}"\ny = x.upper()\n` },
  {
    name: 'files',
    size: 50,
    source: (size) =>
      Array.from({ length: size }, (_, i) => {
        const next = (i + 1) % size
        return `schema F${i}:\n    name: str = "f${i}"\n    next?: F${next}\nf${i} = F${i} {next = F${next} {}}\n`
      }),
  },
]
