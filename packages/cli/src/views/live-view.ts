/** Redraws the tree in place, at most 12 times a second, while events come in. */
import type { Event } from '@kusion/spec'
import { emptyProgress, fold } from './progress.ts'
import type { Style } from './style.ts'
import { drawTree } from './tree.ts'
import type { EventView } from './view.ts'

interface Terminal {
  write(text: string): unknown
  readonly columns?: number
  readonly rows?: number
}

const FRAME_MILLISECONDS = 80
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'

export function createLiveView(terminal: Terminal, style: Style): EventView {
  const progress = emptyProgress()
  let drawn = 0
  let frame = 0
  let timer: NodeJS.Timeout | undefined

  const draw = (): void => {
    const lines = drawTree(progress, {
      style,
      now: Date.now(),
      columns: terminal.columns ?? 100,
      rows: terminal.rows ?? 40,
      frame: frame++,
    })
    // One write per frame: going up and overwriting line by line never shows a half-empty screen.
    const up = drawn > 0 ? `\u001b[${drawn}A` : HIDE_CURSOR
    terminal.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`)
    drawn = lines.length
  }

  return {
    show(event: Event): void {
      fold(progress, event)
      if (event.type === 'apply.started' || (event.type === 'health.changed' && timer === undefined)) {
        timer ??= setInterval(draw, FRAME_MILLISECONDS)
      }
    },
    finish(): void {
      clearInterval(timer)
      if (timer === undefined) return
      timer = undefined
      draw()
      terminal.write(SHOW_CURSOR)
    },
  }
}
