/** All that generated code may call. This list is the contract between `codegen/` and `runtime/`. */
export {
  assign,
  begin,
  beginWalk,
  Cell,
  change,
  changeFirst,
  changePart,
  define,
  isDone,
  orElse,
  own,
  read,
  readInBody,
  readInCondition,
  readInLambda,
  readStored,
  readWithin,
  reassign,
  walk,
  walkOne,
} from './cells.ts'
export {
  callValue,
  iterate,
  items,
  iteratePairs,
  replaceAt,
  slice,
  sliceOptional,
  spread,
  subscript,
  subscriptOptional,
} from './collections.ts'
export { dictOf, lent, literal, put, putAll, unpack } from './config.ts'
export { EvaluationError, fail } from './errors.ts'
export {
  all,
  any,
  assertion,
  callMember,
  callMemberOptional,
  filterItems,
  having,
  lambda,
  madeAgain,
  mapItems,
  member,
  memberOptional,
  unify,
  unite,
} from './functions.ts'
export { Gathered } from './gathered.ts'
export {
  add,
  addInto,
  arithmetic,
  compare,
  contains,
  equals,
  isIdentical,
  isTruthy,
  mergeInto,
  toText,
  unary,
} from './operations.ts'
export { configOf, construct, Schema, SchemaFunction, unfinished } from './schema.ts'
export {
  anyType,
  boolType,
  convert,
  dictType,
  floatType,
  functionType,
  intType,
  listType,
  literalType,
  multiplierType,
  schemaType,
  strType,
  unionType,
} from './types.ts'
export { said, UNITING, union } from './union.ts'
export { Dict, Float, FunctionValue, NumberMultiplier } from './values.ts'
export { errands, step } from './machine.ts'
export { fitAttribute as expect } from './type-contract.ts'
