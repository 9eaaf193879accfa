/** The compiler, away from the page: a program that runs on and on blocks nobody, and its worker can be ended. */
import { createMemoryHost, formatSource, renderTerminal, run, type Diagnostic } from '@kusion/kcl/browser'
import type { Answer, Problem, Request, Response, Task } from './messages.ts'

const FILE = 'main.k'

function answer(task: Task): Answer {
  switch (task.kind) {
    case 'format': {
      const formatted = formatSource(task.text, FILE)
      return { kind: 'formatted', text: formatted.ok ? formatted.text : undefined }
    }
    case 'run': {
      const printed: string[] = []
      const host = {
        ...createMemoryHost({ [FILE]: task.text }),
        now: Date.now,
        randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
        print: (text: string) => void printed.push(text),
      }
      const result = run(host, { entries: [FILE], format: task.format })
      const said =
        result.failure ??
        renderTerminal(result.diagnostics, (file) => (file === `/${FILE}` ? task.text : undefined), { color: false })
      return {
        kind: 'ran',
        ok: result.ok,
        text: printed.join('') + (result.ok ? result.text : said),
        problems: result.diagnostics.flatMap(problemsOf),
      }
    }
  }
}

function problemsOf({ labels, message }: Diagnostic): readonly Problem[] {
  return labels.map(({ at, message: own, lineOnly }, index) => ({
    // What follows the first place is what it disagrees with.
    severity: index === 0 ? 'error' : 'info',
    message: own === '' ? message : own,
    line: at.line,
    column: at.column,
    endLine: at.endLine,
    endColumn: at.endColumn,
    isWholeLine: lineOnly === true,
  }))
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  const response: Response = { id: data.id, answer: answer(data.task) }
  postMessage(response)
})
