import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createNodeHost } from '../../kcl/src/node/index.ts'
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

test('every stack compiles to its golden output', () => {
  const stacks = checkStacks({
    root,
    update: false,
    hostOf: (folder) => createNodeHost({ workingFolder: folder, packages, print: () => {} }),
  })
  expect(stacks.filter((stack) => stack.state !== 'same').map((stack) => `${stack.path}: ${stack.message}`)).toEqual([])
})
