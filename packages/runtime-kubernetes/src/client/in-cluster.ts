/** The access that every pod is given by its service account. */
import { existsSync, readFileSync } from 'node:fs'
import type { ClusterAccess } from './cluster-access.ts'

const folder = '/var/run/secrets/kubernetes.io/serviceaccount'

export function inClusterAccess(env: Readonly<Record<string, string | undefined>>): ClusterAccess | undefined {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  if (!host || !port || !existsSync(`${folder}/token`)) return undefined
  const authority = `${folder}/ca.crt`
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    origin: 'the service account of this pod',
    namespace: existsSync(`${folder}/namespace`) ? readFileSync(`${folder}/namespace`, 'utf8').trim() : 'default',
    insecure: false,
    // Kubelets rotate the token: a file, not its content.
    credential: { kind: 'token-file', file: `${folder}/token` },
    ...(existsSync(authority) ? { certificateAuthority: readFileSync(authority, 'utf8') } : {}),
  }
}
