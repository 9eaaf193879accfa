/** Programs to begin with. The first one is what an empty page shows. */
export interface Example {
  readonly title: string
  readonly source: string
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'A schema with checks',
    source: `schema Server:
    """A program that listens."""
    image: str
    port: int = 8080
    replicas: int = 2
    labels?: {str:str}

    check:
        0 < port < 65536, "a port is between 1 and 65535"
        replicas > 0

server = Server {
    image = "registry.example.com/shop:1.4.2"
    labels.team = "shop"
}
`,
  },
  {
    title: 'Merging configurations',
    source: `schema App:
    name: str
    env: {str:str} = {}
    ports: [int] = []

# What all environments share, and what this one says on top.
app: App {
    name = "ledger"
    env.LOG_LEVEL = "info"
    ports = [8080]
}
app: App {
    env.LOG_LEVEL = "debug"
    ports += [9090]
}
`,
  },
  {
    title: 'Comprehensions and lambdas',
    source: `import math

environments = ["dev", "pre", "prod"]
replicasOf = lambda name: str -> int {
    5 if name == "prod" else 1
}

deployments = {
    "shop-\${name}" = {
        replicas = replicasOf(name)
        weight = math.ceil(100 / len(environments))
    } for name in environments
}
`,
  },
  {
    title: 'Inheritance and mixins',
    source: `protocol NamedProtocol:
    name: str

mixin LabelMixin for NamedProtocol:
    labels: {str:str} = {"app.kubernetes.io/name" = name}

schema Base:
    name: str

schema Deployment(Base):
    mixin [LabelMixin]
    kind: str = "Deployment"
    replicas?: int

web = Deployment {
    name = "web"
    replicas = 3
}
`,
  },
]
