export { createClient, loadKubeconfig } from './client/index.ts'
export type { Client, ClientOptions, ClusterAccess, KubeconfigOptions } from './client/index.ts'
