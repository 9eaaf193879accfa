export { collectionPath, createDiscovery, objectPath, unknownKind } from './discovery.ts'
export type { ApiResource, Discovery } from './discovery.ts'
