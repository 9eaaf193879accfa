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
