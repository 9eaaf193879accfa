/** What the units of numbers multiply by. */
import type { NumberSuffix } from '../syntax/nodes.ts'

const MULTIPLIERS: Readonly<Record<NumberSuffix, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
}

export function multiplierOf(suffix: NumberSuffix): number {
  return MULTIPLIERS[suffix]
}
