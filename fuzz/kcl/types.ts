/** The types that the generator knows, and what it knows of a program while it writes it. */
export type Type =
  | { readonly kind: 'int' | 'float' | 'str' | 'bool' | 'any' }
  | { readonly kind: 'list'; readonly item: Type }
  | { readonly kind: 'dict'; readonly value: Type }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'union'; readonly options: readonly Type[] }
  | { readonly kind: 'literal'; readonly text: string; readonly of: Type }
  | { readonly kind: 'function'; readonly parameters: readonly Type[]; readonly result: Type }

export const INT: Type = { kind: 'int' }
export const FLOAT: Type = { kind: 'float' }
export const STR: Type = { kind: 'str' }
export const BOOL: Type = { kind: 'bool' }
export const ANY: Type = { kind: 'any' }

export function typeText(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `[${typeText(type.item)}]`
    case 'dict':
      return `{str:${typeText(type.value)}}`
    case 'schema':
      return type.name
    case 'union':
      return type.options.map(typeText).join(' | ')
    case 'literal':
      return type.text
    case 'function':
      return `(${type.parameters.map(typeText).join(', ')}) -> ${typeText(type.result)}`
    default:
      return type.kind
  }
}

export function sameType(left: Type, right: Type): boolean {
  return typeText(left) === typeText(right)
}

export interface Variable {
  readonly name: string
  readonly type: Type
}

export interface Attribute {
  readonly name: string
  readonly type: Type
  readonly isOptional: boolean
  readonly hasDefault: boolean
  /** Its default is read from elsewhere: what a config adds to it would change that too, for the reference. */
  readonly isShared: boolean
}

export interface Parameter extends Variable {
  readonly hasDefault: boolean
}

export interface SchemaShape {
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly parameters: readonly Parameter[]
  readonly signature: Type | undefined
}

/** As a parameter may be annotated with it. */
export function parameterText(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `[${parameterText(type.item)}]`
    case 'dict':
      return `{str:${parameterText(type.value)}}`
    case 'schema':
      return type.name
    default:
      return type.kind === 'union' || type.kind === 'literal' || type.kind === 'function' ? 'any' : type.kind
  }
}
