/**
 * `-O path=value`: overrides become one more file of the main package, whose statements change what the others said.
 * They are evaluated like everything else, so instances are checked again.
 */
import { SettingsError } from './settings.ts'

export const OVERRIDES_FILE = '/<overrides>.k'

const PATH = /^[\p{XID_Start}_$][\p{XID_Continue}$]*(?:\.[\p{XID_Continue}$]+|\[(?:'[^']*'|"[^"]*")\])*/u

export function overridesSource(overrides: readonly string[]): string {
  return overrides.map(statement).join('')
}

function statement(override: string): string {
  const path = PATH.exec(override)?.[0] ?? ''
  const rest = override.slice(path.length)
  const operator = ['+=', '=', ':', '-'].find((candidate) => rest.startsWith(candidate))
  const value = operator === undefined ? '' : rest.slice(operator.length)
  if (path === '' || operator === undefined || (operator === '-' ? value !== '' : value === '')) {
    throw new SettingsError(`Invalid override '${override}': write path=value, path:value, path+=value or path-`)
  }
  const [head = '', ...steps] = path.split(/\.|(?=\[)/)
  if (steps.length === 0) {
    if (operator === '-') return `${head} = Undefined\n`
    return operator === '=' ? `${head} = ${value}\n` : `${head} = ${head} | ${value}\n`
  }
  const keys = steps.map((step) => (step.startsWith('[') ? JSON.stringify(step.slice(2, -2)) : JSON.stringify(step)))
  const last = keys.pop() ?? ''
  const inner = operator === '-' ? `${last} = Undefined` : `${last} ${operator} ${value}`
  const nested = keys.reduceRight((text, key) => `${key}: {${text}}`, inner)
  return `${head} = ${head} | {${nested}}\n`
}
