export { parse } from './parse.ts'
export { LineMap } from './line-map.ts'
export type * from './nodes.ts'
