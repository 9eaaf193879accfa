/** `k8s_manifest`: objects that exist as YAML or JSON files become resources as they are. */
import type { JsonObject, JsonValue, Resource } from '@kusion/spec'
import { parseAllDocuments } from 'yaml'
import { isObject, kubernetesResource, listAt, objectAt } from '../kubernetes.ts'
import type { Module, ModuleRequest, ModuleResult, StackFiles } from '../module.ts'

export const k8sManifest: Module = {
  name: 'k8s_manifest',
  generate(request): ModuleResult {
    const resources: Resource[] = []
    const paths = [...listAt(request.platformConfig, 'paths'), ...listAt(request.devConfig, 'paths')].map(String)
    for (const path of paths) {
      const files = manifestFiles(request.files, path)
      if (files === undefined) {
        return { ok: false, message: `there is no file or folder '${path}'`, next: 'paths are relative to the stack' }
      }
      for (const file of files) {
        const problem = readObjects(request, file, resources)
        if (problem !== undefined) return { ok: false, message: problem }
      }
    }
    return { ok: true, resources }
  },
}

function manifestFiles(files: StackFiles, path: string): readonly string[] | undefined {
  const entries = files.list(path)
  if (entries === undefined) return files.read(path) === undefined ? undefined : [path]
  return entries.flatMap((entry) => {
    const inner = `${path.replace(/\/$/, '')}/${entry.name}`
    if (entry.isFolder) return manifestFiles(files, inner) ?? []
    return /\.(ya?ml|json)$/.test(entry.name) ? [inner] : []
  })
}

/** Adds the objects of one file; a message where it holds something else. */
function readObjects(request: ModuleRequest, file: string, into: Resource[]): string | undefined {
  for (const document of parseAllDocuments(request.files.read(file) ?? '')) {
    const error = document.errors[0]
    if (error) return `${file}: ${error.message}`
    const value = document.toJS() as JsonValue
    if (value === null) continue
    const objects = isObject(value) && value['kind'] === 'List' ? listAt(value, 'items') : [value]
    for (const object of objects) {
      if (!isObject(object) || typeof object['apiVersion'] !== 'string' || typeof object['kind'] !== 'string') {
        return `${file}: a document is no Kubernetes object: it has no apiVersion and kind`
      }
      if (typeof objectAt(object as JsonObject, 'metadata')['name'] !== 'string') {
        return `${file}: a ${object['kind']} has no metadata.name`
      }
      into.push(kubernetesResource(object))
    }
  }
  return undefined
}
