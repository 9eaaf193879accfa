export { createNodeHost } from './host.ts'
export type { NodeHostOptions } from './host.ts'
export { createCompileCache } from './compile-cache.ts'
