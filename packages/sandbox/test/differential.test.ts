/** The same requests to the sandbox and to the real API server: the same answers, apart from what time and chance decide. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from 'node:https'
import { controlPlane, testNamespace, whyNoControlPlane } from '../../../testbed/src/index.ts'
import { startSandbox, type Sandbox } from '../src/index.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}
type Send = (method: string, path: string, body?: unknown, type?: string) => Promise<Answer>

const why = whyNoControlPlane()
const APPLY = 'application/apply-patch+yaml'
const MERGE = 'application/merge-patch+json'

const configMap = (data: Readonly<Record<string, string>>, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...more },
  data,
})
const deployment = (spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'd' } },
    template: {
      metadata: { labels: { app: 'd' } },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'registry.example.com/a:1',
            ports: [{ containerPort: 80 }],
            env: [{ name: 'X', value: '1' }],
          },
        ],
      },
    },
    ...spec,
  },
})
const service = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's' },
  spec: { selector: { app: 'd' }, ports: [{ port: 80 }], ...spec },
})

type Step = readonly [method: string, path: string, body?: unknown, type?: string]
const cm = (query: string): string => `/api/v1/namespaces/NS/configmaps/c?${query}`
const dp = (query: string): string => `/apis/apps/v1/namespaces/NS/deployments/d?${query}`
const sv = (query: string): string => `/api/v1/namespaces/NS/services/s?${query}`

const SEQUENCES: readonly (readonly [string, readonly Step[]])[] = [
  [
    'apply creates, and again changes nothing',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['GET', cm('')],
    ],
  ],
  [
    'a field that is no longer applied goes',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1', b: '2' }), APPLY],
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
    ],
  ],
  [
    'two appliers share an object',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=two'), configMap({ b: '2' }), APPLY],
      ['GET', cm('')],
    ],
  ],
  [
    'a conflict is refused with its owner',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=two'), configMap({ a: '2' }), APPLY],
    ],
  ],
  [
    'force takes the field over',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1', b: '1' }), APPLY],
      ['PATCH', cm('fieldManager=two&force=true'), configMap({ a: '2' }), APPLY],
      ['PATCH', cm('fieldManager=one'), configMap({ b: '1' }), APPLY],
    ],
  ],
  [
    'the same value is owned by both',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=two'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=one'), configMap({ x: '1' }), APPLY],
    ],
  ],
  [
    'a dry run changes nothing',
    [
      ['PATCH', cm('fieldManager=one&dryRun=All'), configMap({ a: '1' }), APPLY],
      ['GET', cm('')],
    ],
  ],
  [
    'an update is in conflict with an apply',
    [
      ['POST', '/api/v1/namespaces/NS/configmaps?fieldManager=hand', configMap({ a: '1' })],
      ['PATCH', cm('fieldManager=one'), configMap({ a: '2' }), APPLY],
    ],
  ],
  [
    'a merge patch is recorded',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=hand'), { data: { a: '9', z: null } }, MERGE],
      ['GET', cm('')],
    ],
  ],
  [
    'labels are owned one by one',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ x: '1' }, { labels: { a: '1' } }), APPLY],
      ['PATCH', cm('fieldManager=two'), configMap({ x: '1' }, { labels: { b: '1' } }), APPLY],
    ],
  ],
  [
    'what is there cannot be created',
    [
      ['POST', '/api/v1/namespaces/NS/configmaps', configMap({ x: '1' })],
      ['POST', '/api/v1/namespaces/NS/configmaps', configMap({ x: '1' })],
    ],
  ],
  [
    'what is not there is not found',
    [
      ['GET', cm('')],
      ['DELETE', cm('')],
      ['PATCH', cm('fieldManager=hand'), { data: {} }, MERGE],
    ],
  ],
  [
    'a namespace that is not there',
    [['PATCH', '/api/v1/namespaces/none-such/configmaps/c?fieldManager=one', configMap({ x: '1' }), APPLY]],
  ],
  ['an apply without a manager', [['PATCH', cm(''), configMap({ x: '1' }), APPLY]]],
  ['defaults of a Deployment', [['PATCH', dp('fieldManager=one&dryRun=All'), deployment(), APPLY]]],
  [
    'another image in one of two containers',
    [
      ['PATCH', dp('fieldManager=one'), deployment(), APPLY],
      [
        'PATCH',
        dp('fieldManager=two&dryRun=All'),
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'd' },
          spec: { template: { spec: { containers: [{ name: 'b', image: 'registry.example.com/b:1' }] } } },
        },
        APPLY,
      ],
    ],
  ],
  [
    'the selector of a Deployment is immutable',
    [
      ['PATCH', dp('fieldManager=one'), deployment(), APPLY],
      [
        'PATCH',
        dp('fieldManager=one&force=true'),
        deployment({
          selector: { matchLabels: { app: 'e' } },
          template: { metadata: { labels: { app: 'e' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
        }),
        APPLY,
      ],
    ],
  ],
  [
    'a selector that does not match',
    [['PATCH', dp('fieldManager=one'), deployment({ selector: { matchLabels: { app: 'e' } } }), APPLY]],
  ],
  ['defaults of a Service', [['PATCH', sv('fieldManager=one&dryRun=All'), service(), APPLY]]],
  [
    'a Service with another port',
    [
      ['PATCH', sv('fieldManager=one'), service(), APPLY],
      ['PATCH', sv('fieldManager=one'), service({ ports: [{ port: 81, targetPort: 8081 }] }), APPLY],
    ],
  ],
  [
    'a Secret in plain text',
    [
      [
        'PATCH',
        '/api/v1/namespaces/NS/secrets/x?fieldManager=one&dryRun=All',
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { a: 'c2VjcmV0' } },
        APPLY,
      ],
    ],
  ],
  [
    'a wrong token of version',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ a: '1' }), APPLY],
      ['PATCH', cm('fieldManager=one'), configMap({ a: '2' }, { resourceVersion: '1' }), APPLY],
    ],
  ],
  [
    'a deletion held to another uid',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ x: '1' }), APPLY],
      ['DELETE', cm(''), { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'none' } }],
    ],
  ],
  [
    'lists by label',
    [
      ['PATCH', cm('fieldManager=one'), configMap({ x: '1' }, { labels: { a: '1' } }), APPLY],
      ['GET', '/api/v1/namespaces/NS/configmaps?labelSelector=a=1'],
      ['GET', '/api/v1/namespaces/NS/configmaps?labelSelector=a=2'],
    ],
  ],
]

/** What time and chance decide is taken out, and the mark that a map itself is owned, which no decision depends on; of refusals the status and the reason count, and the message as far as it is ours to give. */
function plain(value: unknown, namespace: string): unknown {
  const dropped = new Set([
    'uid',
    'resourceVersion',
    'creationTimestamp',
    'time',
    'clusterIP',
    'clusterIPs',
    'selfLink',
    'status',
    'message',
    'details',
    'remainingItemCount',
    // When the real controllers get to an object is chance.
    'deployment.kubernetes.io/revision',
  ])
  const isController = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && 'manager' in item && item.manager === 'kube-controller-manager'
  if (Array.isArray(value))
    return value
      .filter((item) => !isController(item))
      .map((item) => plain(item, namespace))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value === 'string') return value.replaceAll(namespace, 'NS')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, item]) =>
          !dropped.has(key) && key !== '.' && !(key === 'managedFields' && (item as unknown[]).length === 0),
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]): [string, unknown] => [key, plain(item, namespace)])
      .filter(([key, item]) => key !== 'annotations' || Object.keys(item as object).length > 0),
  )
}

describe.skipIf(why !== undefined)(
  `the sandbox answers as the real API server does${why === undefined ? '' : ` (${why})`}`,
  () => {
    let sandbox: Sandbox
    let sendReal: Send
    let sendSandbox: Send
    beforeAll(async () => {
      sandbox = await startSandbox()
      const plane = await controlPlane()
      sendSandbox = async (method, path, body, type = 'application/json') => {
        const answer = await fetch(`${sandbox.url}${path}`, {
          method,
          headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': type },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: answer.status, body: await answer.json() }
      }
      sendReal = (method, path, body, type = 'application/json') =>
        new Promise((resolve, reject) => {
          const call = request(
            `${plane.url}${path}`,
            {
              method,
              rejectUnauthorized: false,
              headers: {
                authorization: `Bearer ${plane.token}`,
                'content-type': type,
                'user-agent': 'node',
                ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(JSON.stringify(body))) }),
              },
            },
            (answer) => {
              let text = ''
              answer.on('data', (part: Buffer) => (text += part.toString()))
              answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as unknown }))
            },
          )
          call.on('error', reject)
          call.end(body === undefined ? undefined : JSON.stringify(body))
        })
    })
    afterAll(() => sandbox.stop())

    test.each(SEQUENCES)('%s', async (_title, steps) => {
      const run = async (send: Send, namespace: string): Promise<readonly unknown[]> => {
        await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
        const answers: unknown[] = []
        for (const [method, path, body, type] of steps) {
          const { status, body: answer } = await send(method, path.replaceAll('NS', namespace), body, type)
          answers.push({ status, body: plain(answer, namespace) })
        }
        return answers
      }
      const namespace = testNamespace('same')
      const [real, ours] = [await run(sendReal, namespace), await run(sendSandbox, namespace)]
      expect(ours).toEqual(real)
    })
  },
)
