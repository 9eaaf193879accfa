/** What is wrong with an expression, in the reference's words. */
import { fail } from '../../runtime/errors.ts'

export function refuse(why: string): never {
  return fail(`called \`Result::unwrap()\` on an \`Err\` value: ${why}`)
}

const RULE = '~'.repeat(79)

/** An error that points at a part of the expression. */
export function refusePart(source: string, start: number, end: number, why: string): never {
  const before = Array.from(source.slice(0, start)).length
  const width = Math.max(1, Array.from(source.slice(start, end)).length)
  const shown = `    ${source}\n    ${' '.repeat(before)}${'^'.repeat(width)}`
  return refuse(`InnerError(Syntax(\n${RULE}\nregex parse error:\n${shown}\nerror: ${why}\n${RULE}\n))`)
}
