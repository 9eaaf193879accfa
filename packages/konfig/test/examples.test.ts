import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documentsOf, STACK_OUTPUT } from '@kusion/modules'
import { createCompiler } from '../../kcl/src/index.ts'
import { createCompilerPool, createNodeHost } from '../../kcl/src/node/index.ts'
import { checkStacks, discover } from '../src/index.ts'

const root = join(import.meta.dirname, '../../../examples/konfig')
const modules = join(import.meta.dirname, '../../modules/kcl')
const packages = new Map(
  ['kam', 'service', 'job', 'network', 'k8s_manifest'].map((name) => [name, join(modules, name)]),
)

test('the sample monorepo has 8 projects of 3 teams with 20 stacks, all owned', () => {
  const { projects, problems } = discover(root)
  expect(problems).toEqual([])
  expect(projects.length).toBe(8)
  expect(new Set(projects.map((project) => project.labels['konfig.example.com/team'])).size).toBe(3)
  expect(projects.flatMap((project) => project.stacks).length).toBe(20)
  expect(projects.every((project) => project.owners.length > 0)).toBe(true)
})

const hostOf = (folder: string) => createNodeHost({ workingFolder: folder, packages, print: () => {} })

test('every stack compiles to its golden output, in one thread and in many', async () => {
  const compiler = createCompiler()
  const inOne = await checkStacks({
    root,
    update: false,
    hostOf,
    run: (folder, options) => Promise.resolve(documentsOf(compiler.run(hostOf(folder), options))),
  })
  expect(inOne.filter((stack) => stack.state !== 'same').map((stack) => `${stack.path}: ${stack.message}`)).toEqual([])
  const pool = await createCompilerPool(2)
  const inMany = await checkStacks({
    root,
    update: false,
    hostOf,
    run: (folder, options) => pool.run({ host: { workingFolder: folder, packages }, options, shown: STACK_OUTPUT }),
  })
  await pool.close()
  expect(inMany).toEqual(inOne)
})
