/** What names mean while the checker walks a program. */
import type { SourceFile } from '../program/program.ts'
import type { ConfigNames } from './config-names.ts'
import type { SchemaInfo } from './schema-info.ts'
import type { FunctionType, Origin, Type } from './types/types.ts'

export interface NameInfo {
  type: Type
  /** Undefined for names that no source declares. */
  readonly origin: Origin | undefined
  /** Its type was written down, so that it stays. */
  readonly isAnnotated: boolean
  /** What a function further down takes: calls above it are held against that, but what they give is not known. */
  readonly ahead?: FunctionType
}

/** All names of a package; what its files import is theirs alone, but the main package shares it. */
export interface PackageScope {
  readonly kind: 'package'
  readonly path: string
  readonly names: Map<string, NameInfo>
  readonly imports: Map<SourceFile, Map<string, NameInfo>>
  readonly schemas: Map<string, SchemaInfo>
  readonly aliases: Map<string, Type>
}

export interface SchemaScope {
  readonly kind: 'schema'
  readonly schema: SchemaInfo
  /** Parameters, and names that only the body assigns. */
  readonly names: Map<string, NameInfo>
  /** Those of the names that the body assigns. */
  readonly assigned: Set<string>
  readonly outer: Scope
}

export interface LocalScope {
  readonly kind: 'lambda' | 'loop'
  readonly names: Map<string, NameInfo>
  readonly outer: Scope
}

export interface ConfigScope {
  readonly kind: 'config' | 'instance'
  readonly names: ConfigNames
  readonly outer: Scope
}

export type Scope = PackageScope | SchemaScope | LocalScope | ConfigScope
