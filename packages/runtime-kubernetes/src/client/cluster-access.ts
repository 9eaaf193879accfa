/** How a cluster is reached and who we say we are: the product of loading a kubeconfig, in one shape for every source. */

/** Where a credential comes from; files and plugins are read again when what they gave has expired. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'token-file'; readonly file: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin }

/** A credential plugin as kubeconfig states it. */
export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The folder that a relative command is resolved against. */
  readonly folder: string
  readonly provideClusterInfo: boolean
  readonly installHint?: string
  /** The kubeconfig user, for messages. */
  readonly user: string
}

export interface ClusterAccess {
  /** Such as `https://10.0.0.1:6443`, without a trailing slash. */
  readonly server: string
  /** For messages: `context dev of /home/x/.kube/config`. */
  readonly origin: string
  readonly namespace: string
  readonly certificateAuthority?: string
  readonly insecure: boolean
  readonly serverName?: string
  readonly proxy?: string
  readonly credential: Credential
}
