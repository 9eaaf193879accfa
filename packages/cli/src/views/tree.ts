/** Draws progress as a tree of lines: resources, what belongs to them, and the message that matters. Pure. */
import type { Action, Health, ObservedObject } from '@kusion/spec'
import stringWidth from 'string-width'
import type { Progress, ResourceProgress } from './progress.ts'
import type { Style } from './style.ts'

export interface TreeOptions {
  readonly style: Style
  readonly now: number
  readonly columns: number
  /** How many lines the tree may take; what is settled is folded away first. */
  readonly rows: number
  /** Counts up with each frame, for the spinner. */
  readonly frame: number
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const PLAIN_SPINNER = ['|', '/', '-', '\\']

export function drawTree(progress: Progress, options: TreeOptions): readonly string[] {
  const groups = [...progress.resources.values()].map((resource) => ({
    resource,
    settled: isSettled(resource),
    lines: resourceLines(resource, options),
  }))
  const total = groups.reduce((sum, group) => sum + group.lines.length, 0)
  const budget = Math.max(4, options.rows - 3)
  const lines: string[] = []
  let folded = 0
  for (const group of groups) {
    if (total > budget && group.settled) folded++
    else lines.push(...group.lines)
  }
  if (folded > 0) lines.unshift(options.style.paint('dim', `  ${sign('healthy', options)} ${folded} more ready`))
  const hidden = lines.length - budget
  if (hidden > 0) lines.splice(budget, hidden, options.style.paint('dim', `  … ${hidden} more lines`))
  return [...lines, summaryLine(progress, options)].map((line) => truncate(line, options.columns))
}

function isSettled(resource: ResourceProgress): boolean {
  return resource.state === 'done' && (resource.action === 'delete' || resource.health === 'healthy')
}

function resourceLines(resource: ResourceProgress, options: TreeOptions): string[] {
  const { style } = options
  const title = titleOf(resource.id)
  const age = ageOf(resource, options.now)
  const message = resource.message || stateInWords(resource)
  const head = `${signOf(resource, options)} ${style.paint('bold', title.kind)} ${title.name}`
  const lines = [`${head}  ${style.paint('dim', age)}  ${paintMessage(resource, message, style)}`]
  if (resource.failure?.next) lines.push(`    ${style.paint('yellow', `→ ${resource.failure.next}`)}`)
  if (resource.action !== 'delete') lines.push(...childLines(resource, resource.id, '  ', options))
  return lines
}

function childLines(resource: ResourceProgress, parent: string, indent: string, options: TreeOptions): string[] {
  const { style } = options
  const children = [...resource.children.values()].filter((child) => child.parent === parent)
  return children.flatMap((child, index) => {
    const last = index === children.length - 1
    const [branch, rest] = style.unicode ? (last ? ['└─', '  '] : ['├─', '│ ']) : last ? ['`-', '  '] : ['|-', '| ']
    const age = child.createdAt ? duration(options.now - Date.parse(child.createdAt)) : ''
    const label = `${sign(child.health, options)} ${style.paint('dim', child.kind)} ${child.name}`
    return [
      `${indent}${style.paint('dim', branch)} ${label}  ${style.paint('dim', age)}  ${paintHealth(child, style)}`,
      ...childLines(resource, child.id, `${indent}${style.paint('dim', rest)} `, options),
    ]
  })
}

/** `apps/v1:Deployment:shop:web` is a Deployment called shop/web. */
export function titleOf(id: string): { readonly kind: string; readonly name: string } {
  const parts = id.split(':')
  if (parts.length < 3) return { kind: '', name: id }
  return { kind: parts[1] ?? '', name: parts.slice(2).join('/') }
}

const ACTION_WORDS: Readonly<
  Record<Action, { readonly running: string; readonly done: string; readonly waiting: string }>
> = {
  create: { waiting: 'to create', running: 'creating', done: 'created' },
  update: { waiting: 'to update', running: 'updating', done: 'updated' },
  replace: { waiting: 'to replace', running: 'replacing', done: 'replaced' },
  delete: { waiting: 'to delete', running: 'deleting', done: 'deleted' },
  unchanged: { waiting: 'unchanged', running: 'checking', done: 'unchanged' },
}

function stateInWords(resource: ResourceProgress): string {
  const words = ACTION_WORDS[resource.action]
  switch (resource.state) {
    case 'waiting':
      return words.waiting
    case 'running':
      return words.running
    case 'done':
      return words.done
    case 'failed':
      return 'failed'
    case 'skipped':
      return 'skipped'
  }
}

function signOf(resource: ResourceProgress, options: TreeOptions): string {
  if (resource.state === 'failed') return sign('failed', options)
  if (resource.state === 'skipped') return options.style.paint('yellow', options.style.unicode ? '⊘' : '-')
  if (resource.state === 'waiting' && resource.health === undefined)
    return options.style.paint('dim', options.style.unicode ? '○' : '.')
  if (resource.action === 'delete')
    return resource.state === 'done' ? sign('healthy', options) : sign('progressing', options)
  return sign(resource.health ?? 'progressing', options)
}

function sign(health: Health, { style, frame }: TreeOptions): string {
  const spinner = style.unicode ? SPINNER : PLAIN_SPINNER
  switch (health) {
    case 'healthy':
      return style.paint('green', style.unicode ? '✔' : '+')
    case 'progressing':
    case 'terminating':
      return style.paint('cyan', spinner[frame % spinner.length] ?? '')
    case 'degraded':
      return style.paint('yellow', style.unicode ? '▲' : '!')
    case 'failed':
      return style.paint('red', style.unicode ? '✘' : 'x')
    case 'unknown':
      return style.paint('dim', '?')
  }
}

function paintMessage(resource: ResourceProgress, message: string, style: Style): string {
  if (resource.state === 'failed' || resource.health === 'failed') return style.paint('red', message)
  if (resource.health === 'degraded') return style.paint('yellow', message)
  return style.paint('dim', message)
}

function paintHealth(object: ObservedObject, style: Style): string {
  if (object.health === 'failed') return style.paint('red', object.message)
  return style.paint(object.health === 'degraded' ? 'yellow' : 'dim', object.message)
}

function summaryLine(progress: Progress, { style }: TreeOptions): string {
  const resources = [...progress.resources.values()]
  const count = (health: Health): number => resources.filter((resource) => resource.health === health).length
  const parts = [`${progress.finished}/${progress.operations} operations`]
  if (count('healthy') > 0) parts.push(style.paint('green', `${count('healthy')} ready`))
  if (count('progressing') > 0) parts.push(style.paint('cyan', `${count('progressing')} in progress`))
  if (count('degraded') > 0) parts.push(style.paint('yellow', `${count('degraded')} degraded`))
  const failed = resources.filter((resource) => resource.state === 'failed' || resource.health === 'failed').length
  if (failed > 0) parts.push(style.paint('red', `${failed} failed`))
  return parts.join(style.paint('dim', ' · '))
}

function ageOf(resource: ResourceProgress, now: number): string {
  const from = resource.startedAt ?? (resource.createdAt ? Date.parse(resource.createdAt) : undefined)
  if (from === undefined) return ''
  const isOver = resource.health === 'healthy' || resource.state === 'failed' || resource.action === 'delete'
  return duration((isOver ? (resource.finishedAt ?? now) : now) - from)
}

export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

// oxlint-disable-next-line no-control-regex -- the escape character is what this pattern is about
const ESCAPE = /\u001b\[[0-9;]*m/y

/** Cuts a line at the terminal's width without breaking a colour sequence or a wide character. */
function truncate(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line
  let width = 0
  let cut = ''
  for (let at = 0; at < line.length;) {
    ESCAPE.lastIndex = at
    const escape = ESCAPE.exec(line)
    if (escape) {
      cut += escape[0]
      at += escape[0].length
      continue
    }
    const character = String.fromCodePoint(line.codePointAt(at) ?? 0)
    const next = width + stringWidth(character)
    if (next > columns - 1) break
    width = next
    cut += character
    at += character.length
  }
  return `${cut}…${line.includes('\u001b[') ? '\u001b[0m' : ''}`
}
