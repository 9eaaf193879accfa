export { discover } from './discover.ts'
export type { FoundProject, FoundStack, Monorepo, StructureProblem } from './discover.ts'
