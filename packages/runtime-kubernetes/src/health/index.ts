export { healthOf } from './rules.ts'
export type { HealthRule, Verdict } from './verdict.ts'
