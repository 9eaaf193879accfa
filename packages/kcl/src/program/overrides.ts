/**
 * `-O path=value`: overrides become one more file of the main package, whose statements change what the others said.
 * They are evaluated like everything else, so instances are checked again.
 */
import { parseChange } from '../syntax/value-path.ts'
import { SettingsError } from './settings.ts'

export const OVERRIDES_FILE = '/<overrides>.k'

export function overridesSource(overrides: readonly string[]): string {
  return overrides.map(statement).join('')
}

function statement(override: string): string {
  const change = parseChange(override)
  const keys = change?.path.steps.flatMap((step) => (step.kind === 'name' ? [JSON.stringify(step.name)] : []))
  // An item of a list cannot be named in a value that is united with another.
  if (!change || !keys || keys.length < change.path.steps.length) {
    throw new SettingsError(`Invalid override '${override}': write path=value, path:value, path+=value or path-`)
  }
  const { operator, value } = change
  const head = `$${change.path.head}`
  const last = keys.pop()
  if (last === undefined) {
    if (operator === '-') return `${head} = Undefined\n`
    return operator === '=' ? `${head} = ${value}\n` : `${head} = ${head} | ${value}\n`
  }
  const inner = operator === '-' ? `${last} = Undefined` : `${last} ${operator} ${value}`
  const nested = keys.reduceRight((text, key) => `${key}: {${text}}`, inner)
  return `${head} = ${head} | {${nested}}\n`
}
