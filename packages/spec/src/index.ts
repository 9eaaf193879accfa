export { resourceId } from './resource.ts'
export type { Resource, ResourceId, ResourceType, Spec } from './resource.ts'
export type { JsonObject, JsonValue } from './json.ts'
export type { Extension, ModuleConfig, Project, Stack, Workspace } from './project.ts'
export { isUnfinished } from './release.ts'
export type { Release, ReleasePhase, State } from './release.ts'
export type { Action, Event, EventBody, FailureNote, FieldChange, Health, ObservedObject } from './event.ts'
export { specDiagnostic } from './document.ts'
export { isValidName, parseProject, parseStack, parseWorkspace } from './parse-files.ts'
export {
  idProblem,
  parseRelease,
  parseReleaseIndex,
  parseSpec,
  releaseIndexToYaml,
  releaseToYaml,
  resourcesFrom,
  specToYaml,
  verifyResources,
} from './parse-spec.ts'
export type { ReleaseIndex } from './parse-spec.ts'
export { ReferenceReader, valueAt } from './reference.ts'
export type { Reference } from './reference.ts'
