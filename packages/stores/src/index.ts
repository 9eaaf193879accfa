export { createLocalStore } from './local-store.ts'
export { Workspaces } from './workspaces.ts'
export type { WorkspaceRefusal, WorkspaceResult } from './workspaces.ts'
