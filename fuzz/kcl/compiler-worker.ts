/** Runs texts one by one and posts the outcome of each. */
import { parentPort } from 'node:worker_threads'
import { renderTerminal } from '@kusion/diagnostics'
import { run } from '@kusion/kcl'
import { createMemoryHost } from '@kusion/kcl/browser'
import { filesOf } from './files.ts'
import { detailOf, lastMessage, saidIn, type Outcome } from './outcome.ts'

parentPort?.on('message', (texts: readonly string[]) => {
  for (const text of texts) parentPort?.postMessage(outcomeOf(text))
})

function outcomeOf(text: string): Outcome {
  try {
    const { files, entries } = filesOf(text)
    const result = run(createMemoryHost(Object.fromEntries(files)), { entries })
    if (result.ok) return { kind: 'value', text: result.text.trim() }
    if (result.failure !== undefined) return { kind: 'crash', why: result.failure }
    const codes = [
      ...new Set(result.diagnostics.filter((found) => found.severity === 'error').map((found) => found.code)),
    ].toSorted()
    const printed = renderTerminal(result.diagnostics, (path) => files.get(path.slice(1)) ?? '', { color: false })
    const message = lastMessage(printed)
    return codes.join() === 'E3M38'
      ? { kind: 'errors', codes, message, said: [], detail: detailOf(printed) }
      : { kind: 'errors', codes, message, said: saidIn(printed) }
  } catch (error) {
    return { kind: 'crash', why: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
