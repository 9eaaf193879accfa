/** A release: one apply or destroy of one stack, with what was wanted and what is known to be there. */
import type { Resource, Spec } from './resource.ts'

export type ReleasePhase = 'generating' | 'previewing' | 'applying' | 'destroying' | 'succeeded' | 'failed'

/** What is known to be there, per stack. */
export interface State {
  readonly resources: readonly Resource[]
}

export interface Release {
  readonly project: string
  readonly workspace: string
  readonly revision: number
  readonly stack: string
  readonly spec: Spec
  readonly state: State
  readonly phase: ReleasePhase
  /** RFC 3339. */
  readonly createTime: string
  readonly modifiedTime: string
}

export function isUnfinished(phase: ReleasePhase): boolean {
  return phase !== 'succeeded' && phase !== 'failed'
}
