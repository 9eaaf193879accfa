/** The Secrets that a workload declares. Generated values are kept from the last release, so that nothing rotates by itself. */
import type { JsonObject, Resource, ResourceId, Workspace } from '@kusion/spec'
import { compact, isObject, kubernetesId, kubernetesResource, objectAt, stringAt, stringMapAt } from '../kubernetes.ts'

export interface SecretSources {
  /** What the last release recorded for a resource. */
  prior(id: ResourceId): Resource | undefined
  randomBytes(count: number): Uint8Array
}

export type Secrets =
  | { readonly ok: true; readonly resources: readonly Resource[] }
  | { readonly ok: false; readonly message: string; readonly next: string }

const KUBERNETES_TYPES: Readonly<Record<string, string>> = {
  basic: 'kubernetes.io/basic-auth',
  token: 'Opaque',
  opaque: 'Opaque',
  certificate: 'kubernetes.io/tls',
  external: 'Opaque',
}

const GENERATED_KEYS: Readonly<Record<string, readonly string[]>> = {
  basic: ['username', 'password'],
  token: ['token'],
}

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = { certificate: ['tls.crt', 'tls.key'] }

export function secretResources(
  workload: JsonObject | undefined,
  namespace: string,
  workspace: Workspace,
  sources: SecretSources,
): Secrets {
  const resources: Resource[] = []
  for (const [name, secret] of Object.entries(objectAt(workload, 'secrets'))) {
    if (!isObject(secret)) continue
    const type = stringAt(secret, 'type') ?? 'opaque'
    if (type === 'external' && workspace.secretStore === undefined) {
      return {
        ok: false,
        message: `secret '${name}' is external, but workspace '${workspace.name}' has no secretStore`,
        next: 'add secretStore.provider to the workspace',
      }
    }
    const given = stringMapAt(secret, 'data')
    const missing = (REQUIRED_KEYS[type] ?? []).filter((key) => given[key] === undefined)
    if (missing.length > 0) {
      return {
        ok: false,
        message: `secret '${name}' of type ${type} lacks ${missing.join(' and ')}`,
        next: 'add it to the data of the secret',
      }
    }
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      type: KUBERNETES_TYPES[type] ?? 'Opaque',
    }
    const prior = objectAt(sources.prior(kubernetesId(object))?.attributes, 'data')
    const data: Record<string, string> = {}
    for (const key of GENERATED_KEYS[type] ?? []) {
      if (given[key] === undefined) data[key] = stringAt(prior, key) ?? toBase64(randomText(sources))
    }
    for (const [key, value] of Object.entries(given)) data[key] = toBase64(value)
    resources.push(
      kubernetesResource(compact({ ...object, data, immutable: secret['immutable'] === true ? true : undefined })),
    )
  }
  return { ok: true, resources }
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** 54 characters: more than 250 bits. Bytes that would favour some letters are thrown away. */
function randomText(sources: SecretSources): string {
  const limit = 256 - (256 % ALPHABET.length)
  let text = ''
  while (text.length < 54) {
    for (const byte of sources.randomBytes(64)) {
      if (byte < limit && text.length < 54) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
