/** Names, labels and ids that all built-in modules share. */
import { resourceId, type JsonObject, type JsonValue, type Resource, type ResourceId } from '@kusion/spec'

/** Leaves out what is undefined, so that attributes hold only what was said. */
export function compact(entries: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  )
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(value: JsonObject | undefined, key: string): JsonObject {
  const found = value?.[key]
  return isObject(found) ? found : {}
}

export function listAt(value: JsonObject | undefined, key: string): readonly JsonValue[] {
  const found = value?.[key]
  return Array.isArray(found) ? found : []
}

export function stringAt(value: JsonObject | undefined, key: string): string | undefined {
  const found = value?.[key]
  return typeof found === 'string' ? found : undefined
}

export function stringMapAt(value: JsonObject | undefined, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(objectAt(value, key)).map(([name, text]) => [name, String(text)]))
}

/** The name of everything that belongs to one application in one stack. */
export function uniqueAppName(project: string, stack: string, app: string): string {
  return `${project}-${stack}-${app}`
}

export function uniqueAppLabels(project: string, app: string): Record<string, string> {
  return { 'app.kubernetes.io/part-of': project, 'app.kubernetes.io/name': app }
}

export function kubernetesId(object: JsonObject): ResourceId {
  const metadata = objectAt(object, 'metadata')
  const parts = [object['apiVersion'], object['kind'], metadata['namespace'], metadata['name']]
  return resourceId(parts.filter((part) => typeof part === 'string' && part !== '').join(':'))
}

/** `apps/v1, Kind=Deployment`; the core group is written as `/v1`. */
export function groupVersionKind(object: JsonObject): string {
  const version = String(object['apiVersion'])
  return `${version.includes('/') ? version : `/${version}`}, Kind=${String(object['kind'])}`
}

export function kubernetesResource(object: JsonObject, extensions: JsonObject = {}): Resource {
  return {
    id: kubernetesId(object),
    type: 'Kubernetes',
    attributes: object,
    extensions: { GVK: groupVersionKind(object), ...extensions },
  }
}
