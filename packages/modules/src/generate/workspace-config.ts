/** Which part of a workspace's module configuration a project gets: `default`, overridden key by key by the block that selects it. */
import type { JsonObject, ModuleConfig } from '@kusion/spec'

export type PlatformConfig =
  | { readonly ok: true; readonly config: JsonObject }
  | { readonly ok: false; readonly message: string; readonly next: string }

export function platformConfig(module: string, config: ModuleConfig | undefined, project: string): PlatformConfig {
  const blocks = Object.entries(config?.configs ?? {})
  const selecting = blocks.filter(([name, block]) => name !== 'default' && selects(block, project))
  if (selecting.length > 1) {
    return {
      ok: false,
      message: `project '${project}' is selected by ${selecting.map(([name]) => `'${name}'`).join(' and ')} of module '${module}'`,
      next: 'a project may be in the projectSelector of one block only: take it out of the others',
    }
  }
  const { projectSelector: _, ...selected } = selecting[0]?.[1] ?? {}
  return { ok: true, config: { ...config?.configs['default'], ...selected } }
}

function selects(block: JsonObject, project: string): boolean {
  const selector = block['projectSelector']
  return Array.isArray(selector) && selector.includes(project)
}
