export type { Applied, Failure, Observation, PlannedChange, PlanRequest, Result, Runtime } from './runtime.ts'
export { StoreError } from './store.ts'
export type { Lease, LockHolder, LockResult, PutResult, StateStore, StoredDocument } from './store.ts'
