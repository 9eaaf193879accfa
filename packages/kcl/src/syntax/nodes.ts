/**
 * The syntax tree. Every node carries the half-open range `[start, end)` of UTF-16 offsets into its source; together
 * with the token list (which keeps comments and white space) no byte of the source is lost. Names keep their spelling
 * without a leading `$`. Nothing here is desugared: what was written is what stands.
 */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Module extends Range {
  readonly kind: 'Module'
  readonly docstring: StringLiteral | undefined
  readonly body: readonly Statement[]
}

// ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type Statement =
  | ImportStatement
  | TypeAliasStatement
  | AssertStatement
  | IfStatement
  | AssignStatement
  | AugmentedAssignStatement
  | UnificationStatement
  | SchemaStatement
  | RuleStatement
  | ExpressionStatement

/** What may stand in the body of a schema, `check` aside. */
export type SchemaMember =
  | SchemaAttribute
  | AssignStatement
  | AugmentedAssignStatement
  | UnificationStatement
  | IfStatement
  | AssertStatement
  | ExpressionStatement

export interface Identifier extends Range {
  readonly kind: 'Identifier'
  readonly name: string
}

/** `import .a.b.c as n` */
export interface ImportStatement extends Range {
  readonly kind: 'ImportStatement'
  /** Number of leading dots. */
  readonly dots: number
  /** May hold empty names after a syntax error such as `a..b`. */
  readonly path: readonly Identifier[]
  readonly alias: Identifier | undefined
}

/** `type Name = T` */
export interface TypeAliasStatement extends Range {
  readonly kind: 'TypeAliasStatement'
  readonly name: Identifier
  readonly type: TypeNode
}

/** `assert test [if condition][, message]` */
export interface AssertStatement extends Range {
  readonly kind: 'AssertStatement'
  readonly test: Expression
  readonly condition: Expression | undefined
  readonly message: Expression | undefined
}

/** `elif` is an `IfStatement` alone in `orElse`, with `isElif`. Bodies hold schema members inside schemas. */
export interface IfStatement extends Range {
  readonly kind: 'IfStatement'
  readonly condition: Expression
  readonly body: readonly (Statement | SchemaMember)[]
  readonly orElse: readonly (Statement | SchemaMember)[]
  readonly isElif: boolean
}

/** `name`, `name.a`, `name[0].a`: what can be assigned to. */
export interface Target extends Range {
  readonly kind: 'Target'
  readonly name: Identifier
  readonly path: readonly TargetStep[]
}
export type TargetStep = MemberStep | IndexStep
export interface MemberStep extends Range {
  readonly kind: 'MemberStep'
  readonly name: Identifier
}
export interface IndexStep extends Range {
  readonly kind: 'IndexStep'
  readonly index: Expression
}

/** `a = b = value`, `a: T = value`; the type annotation belongs to the first target. */
export interface AssignStatement extends Range {
  readonly kind: 'AssignStatement'
  readonly targets: readonly Target[]
  readonly type: TypeNode | undefined
  readonly value: Expression
}

export type AugmentedOperator = '+=' | '-=' | '*=' | '**=' | '/=' | '//=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>='

export interface AugmentedAssignStatement extends Range {
  readonly kind: 'AugmentedAssignStatement'
  readonly target: Target
  readonly operator: AugmentedOperator
  readonly value: Expression
}

/** `name: Schema {…}` or `name: Schema(args) {…}` */
export interface UnificationStatement extends Range {
  readonly kind: 'UnificationStatement'
  readonly target: Identifier
  readonly value: SchemaExpression
}

export interface Decorator extends Range {
  readonly kind: 'Decorator'
  readonly name: Expression
  readonly call: CallArguments | undefined
}

/** `schema`, `mixin` (also a schema named `…Mixin`) or `protocol` (also `…Protocol`). */
export interface SchemaStatement extends Range {
  readonly kind: 'SchemaStatement'
  readonly keyword: 'schema' | 'mixin' | 'protocol'
  readonly name: Identifier
  readonly decorators: readonly Decorator[]
  readonly parameters: Parameters | undefined
  readonly base: QualifiedName | undefined
  readonly protocol: QualifiedName | undefined
  readonly docstring: StringLiteral | undefined
  readonly mixins: readonly QualifiedName[]
  readonly body: readonly SchemaMember[]
  readonly indexSignature: IndexSignature | undefined
  readonly checks: readonly CheckExpression[]
}

export interface RuleStatement extends Range {
  readonly kind: 'RuleStatement'
  readonly name: Identifier
  readonly decorators: readonly Decorator[]
  readonly parameters: Parameters | undefined
  readonly bases: readonly QualifiedName[]
  readonly protocol: QualifiedName | undefined
  readonly docstring: StringLiteral | undefined
  readonly checks: readonly CheckExpression[]
}

/** `name?: T = value`, `"name": T`; `operator` is present with `value`. */
export interface SchemaAttribute extends Range {
  readonly kind: 'SchemaAttribute'
  readonly decorators: readonly Decorator[]
  readonly name: Identifier
  /** The first of several names without a value, which is refused: `name` has them all. */
  readonly selected: Identifier | undefined
  /** Where the name is written as a string. */
  readonly nameIsString: boolean
  readonly optional: boolean
  readonly type: TypeNode
  readonly operator: '=' | AugmentedOperator | undefined
  readonly value: Expression | undefined
}

/** `[name: ...K]: V = value` */
export interface IndexSignature extends Range {
  readonly kind: 'IndexSignature'
  readonly name: Identifier | undefined
  readonly anyOther: boolean
  readonly keyType: TypeNode
  readonly valueType: TypeNode
  readonly value: Expression | undefined
}

/** `test [if condition][, message]` in a check block. */
export interface CheckExpression extends Range {
  readonly kind: 'CheckExpression'
  readonly test: Expression
  readonly condition: Expression | undefined
  readonly message: Expression | undefined
}

export interface ExpressionStatement extends Range {
  readonly kind: 'ExpressionStatement'
  readonly expression: Expression
}

export interface Parameters extends Range {
  readonly kind: 'Parameters'
  readonly list: readonly Parameter[]
}
export interface Parameter extends Range {
  readonly kind: 'Parameter'
  readonly name: Identifier
  readonly type: TypeNode | undefined
  readonly value: Expression | undefined
}

/** `a.b.C` where a name of a schema or package member is meant. */
export interface QualifiedName extends Range {
  readonly kind: 'QualifiedName'
  readonly names: readonly Identifier[]
}

// ── types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type TypeNode = BasicType | NamedType | LiteralType | ListType | DictType | FunctionType | UnionType

export interface BasicType extends Range {
  readonly kind: 'BasicType'
  readonly name: 'any' | 'bool' | 'int' | 'float' | 'str'
}
export interface NamedType extends Range {
  readonly kind: 'NamedType'
  readonly name: QualifiedName
}
export interface LiteralType extends Range {
  readonly kind: 'LiteralType'
  readonly value: NumberLiteral | StringLiteral | NameConstant
}
/** `[T]`; `[]` leaves the element out. */
export interface ListType extends Range {
  readonly kind: 'ListType'
  readonly element: TypeNode | undefined
}
/** `{K:V}`; either may be left out, as in `{:}` and `{str:}`. */
export interface DictType extends Range {
  readonly kind: 'DictType'
  readonly key: TypeNode | undefined
  readonly value: TypeNode | undefined
}
/** `(A, B) -> R`; a missing result is `any`. */
export interface FunctionType extends Range {
  readonly kind: 'FunctionType'
  readonly parameters: readonly TypeNode[]
  readonly result: TypeNode | undefined
}
/** Two members at least. */
export interface UnionType extends Range {
  readonly kind: 'UnionType'
  readonly members: readonly TypeNode[]
}

// ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Expression =
  | NameExpression
  | SelectorExpression
  | SubscriptExpression
  | SliceExpression
  | CallExpression
  | SchemaExpression
  | ConfigExpression
  | ListExpression
  | ListComprehension
  | DictComprehension
  | QuantifierExpression
  | LambdaExpression
  | ConditionalExpression
  | UnaryExpression
  | BinaryExpression
  | ComparisonExpression
  | AsExpression
  | ParenthesizedExpression
  | NumberLiteral
  | StringLiteral
  | InterpolatedString
  | NameConstant
  | MissingExpression

export interface NameExpression extends Range {
  readonly kind: 'NameExpression'
  readonly name: string
}

/** `value.name`, `value?.name` */
export interface SelectorExpression extends Range {
  readonly kind: 'SelectorExpression'
  readonly value: Expression
  readonly name: Identifier
  readonly optional: boolean
}

/** `value[index]`, `value?[index]` */
export interface SubscriptExpression extends Range {
  readonly kind: 'SubscriptExpression'
  readonly value: Expression
  readonly index: Expression
  readonly optional: boolean
}

/** `value[lower:upper:step]` */
export interface SliceExpression extends Range {
  readonly kind: 'SliceExpression'
  readonly value: Expression
  readonly lower: Expression | undefined
  readonly upper: Expression | undefined
  readonly step: Expression | undefined
  readonly optional: boolean
}

/** The part in parentheses of a call, a decorator or a schema expression. */
export interface CallArguments extends Range {
  readonly kind: 'CallArguments'
  readonly positional: readonly Expression[]
  readonly keyword: readonly KeywordArgument[]
}
export interface KeywordArgument extends Range {
  readonly kind: 'KeywordArgument'
  readonly name: Identifier
  readonly value: Expression
}

export interface CallExpression extends Range {
  readonly kind: 'CallExpression'
  readonly callee: Expression
  readonly call: CallArguments
}

/** `Name {…}`, `pkg.Name(args) {…}`, and `value {…}`, which copies a value with changes. */
export interface SchemaExpression extends Range {
  readonly kind: 'SchemaExpression'
  readonly callee: Expression
  readonly call: CallArguments | undefined
  readonly config: ConfigExpression | DictComprehension
}

/** `{…}` */
export interface ConfigExpression extends Range {
  readonly kind: 'ConfigExpression'
  readonly entries: readonly ConfigEntry[]
}
export type ConfigEntry = KeyValueEntry | UnpackEntry | IfEntry

export type ConfigOperator = ':' | '=' | '+='

export interface KeyValueEntry extends Range {
  readonly kind: 'KeyValueEntry'
  readonly key: ConfigKey
  readonly operator: ConfigOperator
  readonly value: Expression
  /** `{a}`, which is `{a = a}`: key and value are the same name. */
  readonly isShort: boolean
}

/**
 * A key as written. `path`: bare names with indices, `a`, `a.b.c`, `a[0]`, `a.b[0]` (a string is allowed at the head: `"a".b`); one bare name is a path of
 * one step. `computed`: anything else: `"text"`, `"${x}"`, `(expr)`, `1`.
 */
export type ConfigKey = PathKey | ComputedKey
export interface PathKey extends Range {
  readonly kind: 'PathKey'
  readonly name: Identifier
  readonly path: readonly TargetStep[]
}
export interface ComputedKey extends Range {
  readonly kind: 'ComputedKey'
  readonly expression: Expression
}

/** `**value` in a config, `*value` in a list. */
export interface UnpackEntry extends Range {
  readonly kind: 'UnpackEntry'
  readonly value: Expression
}

/** `if c: … elif … else …` among config entries; `elif` is an `IfEntry` alone in `orElse`. */
export interface IfEntry extends Range {
  readonly kind: 'IfEntry'
  readonly condition: Expression
  readonly body: readonly ConfigEntry[]
  readonly orElse: readonly ConfigEntry[]
}

export interface ListExpression extends Range {
  readonly kind: 'ListExpression'
  readonly items: readonly ListItem[]
}
export type ListItem = Expression | UnpackEntry | IfItem
export interface IfItem extends Range {
  readonly kind: 'IfItem'
  readonly condition: Expression
  readonly body: readonly ListItem[]
  readonly orElse: readonly ListItem[]
}

/** `for k, v in iterable if condition` */
export interface ComprehensionClause extends Range {
  readonly kind: 'ComprehensionClause'
  readonly variables: readonly Identifier[]
  readonly iterable: Expression
  readonly conditions: readonly Expression[]
}
export interface ListComprehension extends Range {
  readonly kind: 'ListComprehension'
  readonly element: Expression
  readonly clauses: readonly ComprehensionClause[]
}
export interface DictComprehension extends Range {
  readonly kind: 'DictComprehension'
  /** Undefined for `**value for …`. */
  readonly key: Expression | undefined
  readonly operator: ConfigOperator
  readonly value: Expression
  readonly clauses: readonly ComprehensionClause[]
}

/** `all k, v in iterable { test if condition }`; for `map` and `filter`, `test` is the body. */
export interface QuantifierExpression extends Range {
  readonly kind: 'QuantifierExpression'
  readonly quantifier: 'all' | 'any' | 'filter' | 'map'
  readonly variables: readonly Identifier[]
  readonly iterable: Expression
  readonly test: Expression
  readonly condition: Expression | undefined
}

export interface LambdaExpression extends Range {
  readonly kind: 'LambdaExpression'
  readonly parameters: Parameters | undefined
  readonly result: TypeNode | undefined
  readonly body: readonly Statement[]
}

/** `body if condition else orElse` */
export interface ConditionalExpression extends Range {
  readonly kind: 'ConditionalExpression'
  readonly body: Expression
  readonly condition: Expression
  readonly orElse: Expression
}

export type UnaryOperator = '+' | '-' | '~' | 'not'
export interface UnaryExpression extends Range {
  readonly kind: 'UnaryExpression'
  readonly operator: UnaryOperator
  readonly operand: Expression
}

export type BinaryOperator = 'or' | 'and' | '|' | '^' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | '%' | '//' | '**'
export interface BinaryExpression extends Range {
  readonly kind: 'BinaryExpression'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not'
/** `left op[0] right[0] op[1] right[1] …` */
export interface ComparisonExpression extends Range {
  readonly kind: 'ComparisonExpression'
  readonly left: Expression
  readonly operators: readonly ComparisonOperator[]
  readonly operands: readonly Expression[]
}

/** `value as T` */
export interface AsExpression extends Range {
  readonly kind: 'AsExpression'
  readonly value: Expression
  /** A name. */
  readonly type: BasicType | NamedType | undefined
  /** What stands in its place and is no name. */
  readonly operand: Expression | undefined
}

export interface ParenthesizedExpression extends Range {
  readonly kind: 'ParenthesizedExpression'
  readonly expression: Expression
}

export type NumberSuffix = 'n' | 'u' | 'm' | 'k' | 'K' | 'M' | 'G' | 'T' | 'P' | 'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi'

/** Integers hold the i64 that the language gives them. */
export interface NumberLiteral extends Range {
  readonly kind: 'NumberLiteral'
  readonly value: { readonly type: 'int'; readonly int: bigint } | { readonly type: 'float'; readonly float: number }
  readonly suffix: NumberSuffix | undefined
}

export interface StringLiteral extends Range {
  readonly kind: 'StringLiteral'
  /** Escapes resolved, long strings dedented. */
  readonly value: string
  readonly isRaw: boolean
  readonly isLong: boolean
}

/** `"a ${b: #json} c"` */
export interface InterpolatedString extends Range {
  readonly kind: 'InterpolatedString'
  readonly parts: readonly InterpolationPart[]
  readonly isLong: boolean
}
export type InterpolationPart =
  | { readonly kind: 'Text'; readonly value: string }
  | { readonly kind: 'Interpolation'; readonly expression: Expression; readonly format: string | undefined }

export interface NameConstant extends Range {
  readonly kind: 'NameConstant'
  readonly value: 'True' | 'False' | 'None' | 'Undefined'
}

/** Stands where an expression was expected and none could be read. */
export interface MissingExpression extends Range {
  readonly kind: 'MissingExpression'
}
