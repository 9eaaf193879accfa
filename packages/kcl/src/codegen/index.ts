export { evaluate, GeneratedPackages, generatePrograms } from './evaluate.ts'
export type { Library } from './evaluate.ts'
