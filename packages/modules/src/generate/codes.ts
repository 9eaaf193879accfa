/** What can be wrong between an application and its Spec. */
import type { Diagnostic } from '@kusion/diagnostics'

const TITLES = {
  'KUS-3001': 'UnknownModule',
  'KUS-3002': 'ModuleRefused',
  'KUS-3003': 'WorkspaceConflict',
  'KUS-3004': 'InvalidSecret',
  'KUS-3005': 'InvalidPatch',
  'KUS-3006': 'NotAnApplication',
} as const

export type ModuleCode = keyof typeof TITLES

export const codes = {
  create(code: ModuleCode, message: string, next: string | undefined): Diagnostic {
    return {
      code,
      title: TITLES[code],
      severity: 'error',
      message,
      labels: [],
      notes: [],
      suggestions: next === undefined ? [] : [next],
    }
  },
}
