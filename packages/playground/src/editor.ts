/** The editor: CodeMirror with KCL's colours, and the compiler's problems under the text that they are about. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, type Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { kclLanguage } from './highlighting.ts'
import type { Problem } from './messages.ts'

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--back)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': { backgroundColor: 'var(--back)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 25%, transparent)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--pane)', color: 'var(--text)', border: '1px solid var(--line)' },
})

export interface Editor {
  text(): string
  /** Keeps the cursor in its line. */
  setText(text: string): void
  show(problems: readonly Problem[]): void
}

export function createEditor(
  parent: HTMLElement,
  source: string,
  handlers: { changed(): void; format(): void },
): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: source,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        indentUnit.of('    '),
        kclLanguage,
        syntaxHighlighting(classHighlighter),
        theme,
        EditorView.contentAttributes.of({ 'aria-label': 'KCL program', spellcheck: 'false' }),
        keymap.of([
          { key: 'Mod-Shift-f', run: () => (handlers.format(), true) },
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) handlers.changed()
        }),
      ],
    }),
  })
  return {
    text: () => view.state.doc.toString(),
    setText(text) {
      const { doc, selection } = view.state
      if (doc.toString() === text) return
      const line = doc.lineAt(selection.main.head)
      const column = selection.main.head - line.from
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
      const now = view.state.doc
      const target = now.line(Math.min(line.number, now.lines))
      view.dispatch({ selection: { anchor: Math.min(target.from + column, target.to) } })
    },
    show(problems) {
      const { doc } = view.state
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map((problem) => placed(problem, doc)),
        ),
      )
    },
  }
}

/** The text may have changed since it was compiled: a place that is no more becomes the nearest one. */
function placed(problem: Problem, doc: Text): Diagnostic {
  const at = (line: number, column: number): number => {
    const found = doc.line(Math.min(Math.max(line, 1), doc.lines))
    return Math.min(found.from + Math.max(column - 1, 0), found.to)
  }
  const start = doc.line(Math.min(Math.max(problem.line, 1), doc.lines))
  const from = problem.isWholeLine ? start.from + /^\s*/.exec(start.text)![0].length : at(problem.line, problem.column)
  const to = problem.isWholeLine ? start.to : at(problem.endLine, problem.endColumn)
  return { from: Math.min(from, to), to: Math.max(from, to), severity: problem.severity, message: problem.message }
}
