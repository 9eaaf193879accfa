export { evaluate, generatePrograms } from './evaluate.ts'
export type { Evaluated, EvaluateOptions, Library } from './evaluate.ts'
