export { fieldChanges } from './field-changes.ts'
export { plan } from './plan.ts'
export { readToken } from './token.ts'
