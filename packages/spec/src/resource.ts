/** The Spec: what an application is to be, as a flat list of resources. Compatible with Kusion's Spec files. */
import type { JsonObject } from './json.ts'

declare const brand: unique symbol
/** `apiVersion:Kind[:namespace]:name` (Kubernetes) or `namespace:provider:type:name` (Terraform). */
export type ResourceId = string & { readonly [brand]: 'ResourceId' }

export function resourceId(text: string): ResourceId {
  return text as ResourceId
}

/** `Kubernetes`, `Terraform` or the name of a self-built runtime. */
export type ResourceType = string

export interface Resource {
  readonly id: ResourceId
  readonly type: ResourceType
  readonly attributes: JsonObject
  readonly dependsOn?: readonly ResourceId[]
  /** GVK, kubeConfig, provider, healthPolicy and the like. */
  readonly extensions?: JsonObject
}

export interface Spec {
  readonly resources: readonly Resource[]
  readonly secretStore?: JsonObject
  readonly context?: JsonObject
}
