/** The kinds that the sandbox serves. A new one is a line here. */
import { listAt, mapAt, type JsonMap } from './object.ts'

export interface Kind {
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

const BUILT_IN: readonly (readonly [
  string,
  readonly (readonly [kind: string, plural: string, clusterWide?: 'cluster'])[],
])[] = [
  [
    'v1',
    [
      ['Namespace', 'namespaces', 'cluster'],
      ['Node', 'nodes', 'cluster'],
      ['PersistentVolume', 'persistentvolumes', 'cluster'],
      ['Pod', 'pods'],
      ['Service', 'services'],
      ['ConfigMap', 'configmaps'],
      ['Secret', 'secrets'],
      ['ServiceAccount', 'serviceaccounts'],
      ['Event', 'events'],
      ['PersistentVolumeClaim', 'persistentvolumeclaims'],
      ['Endpoints', 'endpoints'],
      ['ResourceQuota', 'resourcequotas'],
      ['LimitRange', 'limitranges'],
    ],
  ],
  [
    'apps/v1',
    [
      ['Deployment', 'deployments'],
      ['ReplicaSet', 'replicasets'],
      ['StatefulSet', 'statefulsets'],
      ['DaemonSet', 'daemonsets'],
    ],
  ],
  [
    'batch/v1',
    [
      ['Job', 'jobs'],
      ['CronJob', 'cronjobs'],
    ],
  ],
  [
    'networking.k8s.io/v1',
    [
      ['Ingress', 'ingresses'],
      ['IngressClass', 'ingressclasses', 'cluster'],
      ['NetworkPolicy', 'networkpolicies'],
    ],
  ],
  ['discovery.k8s.io/v1', [['EndpointSlice', 'endpointslices']]],
  ['policy/v1', [['PodDisruptionBudget', 'poddisruptionbudgets']]],
  ['autoscaling/v2', [['HorizontalPodAutoscaler', 'horizontalpodautoscalers']]],
  [
    'rbac.authorization.k8s.io/v1',
    [
      ['Role', 'roles'],
      ['RoleBinding', 'rolebindings'],
      ['ClusterRole', 'clusterroles', 'cluster'],
      ['ClusterRoleBinding', 'clusterrolebindings', 'cluster'],
    ],
  ],
  ['storage.k8s.io/v1', [['StorageClass', 'storageclasses', 'cluster']]],
  ['apiextensions.k8s.io/v1', [['CustomResourceDefinition', 'customresourcedefinitions', 'cluster']]],
]

export class Catalog {
  readonly #kinds: Kind[] = BUILT_IN.flatMap(([apiVersion, kinds]) =>
    kinds.map(([kind, plural, scope]) => ({ apiVersion, kind, plural, namespaced: scope !== 'cluster' })),
  )

  versions(): readonly string[] {
    return [...new Set(this.#kinds.map((kind) => kind.apiVersion))]
  }

  of(apiVersion: string): readonly Kind[] {
    return this.#kinds.filter((kind) => kind.apiVersion === apiVersion)
  }

  byPlural(apiVersion: string, plural: string): Kind | undefined {
    return this.#kinds.find((kind) => kind.apiVersion === apiVersion && kind.plural === plural)
  }

  byKind(apiVersion: string, name: string): Kind | undefined {
    return this.#kinds.find((kind) => kind.apiVersion === apiVersion && kind.kind === name)
  }

  /** Serves what a CustomResourceDefinition defines. */
  define(definition: JsonMap): void {
    const spec = mapAt(definition, 'spec')
    const names = mapAt(spec, 'names')
    for (const version of listAt(spec, 'versions')) {
      const apiVersion = `${String(spec['group'])}/${String(version['name'])}`
      if (this.byKind(apiVersion, String(names['kind']))) continue
      this.#kinds.push({
        apiVersion,
        kind: String(names['kind']),
        plural: String(names['plural']),
        namespaced: spec['scope'] !== 'Cluster',
      })
    }
  }
}
