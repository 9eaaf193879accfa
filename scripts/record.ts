/**
 * `npm run record`: draws the picture of the README. Runs a preview and an apply of the demo's stack in a pseudo
 * terminal, and writes what the screen showed as one animated SVG.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import xterm from '@xterm/headless'

const [COLUMNS, ROWS] = [100, 18]
const [CELL_WIDTH, CELL_HEIGHT, MARGIN] = [8.4, 18, 14]
const LAST_FRAME_SECONDS = 4
const root = join(import.meta.dirname, '..')

interface Frame {
  readonly at: number
  readonly body: string
}

const PALETTE = [
  '#6b7280', '#f87171', '#4ade80', '#facc15', '#60a5fa', '#c084fc', '#22d3ee', '#e5e7eb',
  '#9ca3af', '#fca5a5', '#86efac', '#fde047', '#93c5fd', '#d8b4fe', '#67e8f9', '#ffffff',
] // prettier-ignore

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Runs of one colour, each where it stands: fonts differ in width, columns must not move. */
function drawScreen(terminal: InstanceType<typeof xterm.Terminal>): string {
  const buffer = terminal.buffer.active
  const out: string[] = []
  for (let row = 0; row < ROWS; row++) {
    const line = buffer.getLine(buffer.viewportY + row)
    if (!line) continue
    let run = { start: 0, text: '', style: '' }
    const flush = (): void => {
      if (run.text.trim() !== '') {
        const x = (MARGIN + run.start * CELL_WIDTH).toFixed(1)
        const y = MARGIN + (row + 1) * CELL_HEIGHT - 4
        const length = (run.text.length * CELL_WIDTH).toFixed(1)
        out.push(`<text x="${x}" y="${y}" textLength="${length}"${run.style}>${escaped(run.text)}</text>`)
      }
    }
    for (let column = 0; column < COLUMNS; column++) {
      const cell = line.getCell(column)
      const characters = cell?.getChars() || ' '
      const color = cell?.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined
      const style = `${color ? ` fill="${color}"` : ''}${cell?.isBold() ? ' font-weight="bold"' : ''}${cell?.isDim() ? ' opacity="0.6"' : ''}`
      if (style !== run.style || (characters === ' ') !== run.text.endsWith(' ')) {
        flush()
        run = { start: column, text: '', style }
      }
      run.text += characters
    }
    flush()
  }
  return out.join('\n')
}

function drawAnimation(frames: readonly Frame[]): string {
  const first = frames[0]?.at ?? 0
  const total = ((frames.at(-1)?.at ?? 0) - first) / 1000 + LAST_FRAME_SECONDS
  const percent = (at: number): string => (((at - first) / 1000 / total) * 100).toFixed(2)
  const rules = frames.map(({ at }, index) => {
    const [from, to] = [percent(at), frames[index + 1] ? percent(frames[index + 1]?.at ?? 0) : '100']
    const before = index === 0 ? '' : `0%,${from}%{visibility:hidden}`
    const after = to === '100' ? '' : `${to}%,100%{visibility:hidden}`
    return `@keyframes f${index}{${before}${from}%,${Math.max(Number(to) - 0.01, Number(from))}%{visibility:visible}${after}}#f${index}{animation:f${index} ${total.toFixed(2)}s step-end infinite}`
  })
  const [width, height] = [COLUMNS * CELL_WIDTH + 2 * MARGIN, ROWS * CELL_HEIGHT + 2 * MARGIN]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" xml:space="preserve" role="img" aria-label="kusion apply in a terminal: a live tree of resources until all are available">
<style>text{fill:#e5e7eb;white-space:pre}g{visibility:hidden}${rules.join('')}</style>
<rect width="100%" height="100%" rx="8" fill="#111827"/>
${frames.map(({ body }, index) => `<g id="f${index}">${body}</g>`).join('\n')}
</svg>
`
}

const folder = mkdtempSync(join(tmpdir(), 'kusion-record-'))
try {
  cpSync(join(root, 'examples/konfig'), join(folder, 'konfig'), { recursive: true })
  const stack = join(folder, 'konfig/payments/checkout/dev')
  const bin = join(root, 'packages/cli/bin')
  const environment = {
    ...process.env,
    KUSION_HOME: join(folder, 'home'),
    PATH: `${bin}:${process.env['PATH']}`,
    TERM: 'xterm-256color',
  }
  const workspace = ['workspace', 'create', 'dev', '-f', '../../../workspaces/dev.yaml', '--current']
  spawnSync(join(bin, 'kusion'), workspace, { cwd: stack, env: environment, stdio: 'inherit' })

  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true, convertEol: true })
  const frames: Frame[] = []
  const commands = ['kusion preview --sandbox --no-detail', 'kusion apply --sandbox --yes --no-detail --timeout 60']
  const lines = commands.map((command) => `printf '\\033[1m$ ${command}\\033[0m\\n'; sleep 0.4; ${command}; sleep 1`)
  const shell = `stty cols ${COLUMNS} rows ${ROWS}; clear; ${lines.join('; clear; ')}`
  const recorded = spawn('script', ['-qfec', shell, '/dev/null'], { cwd: stack, env: environment })
  recorded.stdout.on('data', (chunk: Buffer) => {
    const at = Date.now()
    terminal.write(chunk, () => {
      const body = drawScreen(terminal)
      if (body !== '' && body !== frames.at(-1)?.body) frames.push({ at, body })
    })
  })
  await new Promise((resolve) => recorded.on('close', resolve))
  await new Promise<void>((resolve) => terminal.write('', resolve))
  mkdirSync(join(root, 'docs/images'), { recursive: true })
  writeFileSync(join(root, 'docs/images/apply.svg'), drawAnimation(frames))
  console.log(`docs/images/apply.svg: ${frames.length} frames`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
