/** project.yaml, stack.yaml and workspace files. */
import type { Checked } from '@kusion/diagnostics'
import { YamlFile } from './document.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { Extension, ModuleConfig, Project, Stack, Workspace } from './project.ts'

const NAME = /^[A-Za-z0-9_.-]{1,100}$/

export function isValidName(name: string): boolean {
  return NAME.test(name)
}

function named(file: YamlFile, content: JsonObject, what: string, fallback: string): string {
  const name = content['name'] ?? fallback
  if (typeof name === 'string' && isValidName(name)) return name
  file.report(
    'KUS-1004',
    ['name'],
    `'${String(name)}' is no name for a ${what}`,
    'use letters, digits, "_", "." and "-", at most 100',
  )
  return fallback
}

function shared(content: JsonObject) {
  const labels = content['labels']
  const extensions = content['extensions']
  return {
    ...(typeof content['description'] === 'string' ? { description: content['description'] } : {}),
    ...(isObject(labels) ? { labels: labels as Readonly<Record<string, string>> } : {}),
    ...(Array.isArray(extensions) ? { extensions: extensions as unknown as readonly Extension[] } : {}),
  }
}

/** `folder` is where the file lies, absolute; without a name in it the folder's name counts. */
export function parseProject(text: string, path: string, folder: string): Checked<Project> {
  const file = new YamlFile(text, path)
  const content = file.top('a project')
  const name = named(file, content, 'project', folder.slice(folder.lastIndexOf('/') + 1))
  return { value: { name, ...shared(content), path: folder }, diagnostics: file.diagnostics }
}

export function parseStack(text: string, path: string, folder: string): Checked<Stack> {
  const file = new YamlFile(text, path)
  const content = file.top('a stack')
  const name = named(file, content, 'stack', folder.slice(folder.lastIndexOf('/') + 1))
  return { value: { name, ...shared(content), path: folder }, diagnostics: file.diagnostics }
}

export function parseWorkspace(text: string, path: string, name: string): Checked<Workspace> {
  const file = new YamlFile(text === '' ? '{}' : text, path)
  const content = file.top('a workspace')
  file.knownFields(content, ['modules', 'secretStore', 'context'], [])
  const modules: Record<string, ModuleConfig> = {}
  const given = content['modules']
  if (given !== undefined && given !== null && !isObject(given))
    file.report('KUS-1002', ['modules'], 'modules is a map from module name to its configuration')
  for (const [module, config] of Object.entries(isObject(given) ? given : {})) {
    if (!isObject(config)) {
      file.report('KUS-1002', ['modules', module], `the configuration of module '${module}' is no map`)
      continue
    }
    modules[module] = moduleConfig(file, module, config)
  }
  const { secretStore, context } = content
  return {
    value: {
      name,
      modules,
      ...(isObject(secretStore) ? { secretStore } : {}),
      ...(isObject(context) ? { context } : {}),
    },
    diagnostics: file.diagnostics,
  }
}

function moduleConfig(file: YamlFile, module: string, config: JsonObject): ModuleConfig {
  const selected = new Map<string, string>()
  const configs = isObject(config['configs']) ? config['configs'] : {}
  for (const [block, values] of Object.entries(configs)) {
    const path = ['modules', module, 'configs', block]
    if (!isObject(values)) {
      file.report('KUS-1002', path, `block '${block}' of module '${module}' is no map`)
      continue
    }
    if (block === 'default') continue
    const selector = values['projectSelector']
    if (!Array.isArray(selector) || selector.length === 0) {
      file.report(
        'KUS-1002',
        path,
        `block '${block}' of module '${module}' selects no project`,
        'add projectSelector: [name]',
      )
      continue
    }
    for (const project of selector) {
      const other = selected.get(String(project))
      if (other !== undefined) {
        file.report(
          'KUS-1002',
          path,
          `project '${String(project)}' is selected by '${other}' and by '${block}'`,
          'leave it in one of them',
        )
      }
      selected.set(String(project), block)
    }
  }
  return {
    ...(typeof config['path'] === 'string' ? { path: config['path'] } : {}),
    ...(config['version'] === undefined ? {} : { version: String(config['version']) }),
    configs: configs as Readonly<Record<string, JsonObject>>,
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
