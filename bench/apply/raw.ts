/** The floor: server-side applies with nothing around them. */
import type { ControlPlane } from '@kusion/testbed'
import { Agent, request } from 'undici'

interface Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string }
}

export async function rawApplies(
  plane: ControlPlane,
  manifests: readonly Manifest[],
  { h2 }: { readonly h2: boolean },
): Promise<void> {
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: false },
    allowH2: h2,
    connections: h2 ? 1 : 16,
    pipelining: h2 ? 64 : 1,
  })
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < manifests.length) {
      const manifest = manifests[next++]
      if (!manifest) return
      const { namespace, name } = manifest.metadata
      const answer = await request(`${plane.url}/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=raw`, {
        method: 'PATCH',
        dispatcher,
        headers: { authorization: `Bearer ${plane.token}`, 'content-type': 'application/apply-patch+yaml' },
        body: JSON.stringify(manifest),
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300) throw new Error(text)
    }
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  await dispatcher.close()
}
