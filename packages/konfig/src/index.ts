export { checkStacks } from './check.ts'
export type { CheckedStack, CheckOptions, StackState } from './check.ts'
export { discover } from './discover.ts'
export type { FoundProject, FoundStack, Monorepo, StructureProblem } from './discover.ts'
