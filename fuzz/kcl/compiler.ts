/** Our compiler in a worker thread, so that a hang is seen and ended. */
import { Worker } from 'node:worker_threads'
import type { Outcome } from './outcome.ts'

const PATIENCE_MS = 10_000

export class Compiler {
  #worker: Worker | undefined
  #listener: ((outcome: Outcome | Error) => void) | undefined

  /** One outcome for each text, in order. A hang is a crash of that text. */
  async run(texts: readonly string[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    while (outcomes.length < texts.length) {
      // What a hang cut off is run again from the next text.
      // oxlint-disable-next-line no-await-in-loop
      outcomes.push(...(await this.#batch(texts.slice(outcomes.length))))
    }
    return outcomes
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #batch(texts: readonly string[]): Promise<readonly Outcome[]> {
    const worker = (this.#worker ??= this.#start())
    const outcomes: Outcome[] = []
    return new Promise((resolve) => {
      const lost = (why: string): void => {
        this.#worker = undefined
        this.#listener = undefined
        void worker.terminate()
        resolve([...outcomes, { kind: 'crash', why }])
      }
      let timer = setTimeout(lost, PATIENCE_MS, 'no answer in time')
      this.#listener = (outcome) => {
        clearTimeout(timer)
        if (outcome instanceof Error) {
          lost(String(outcome))
          return
        }
        outcomes.push(outcome)
        if (outcomes.length < texts.length) timer = setTimeout(lost, PATIENCE_MS, 'no answer in time')
        else resolve(outcomes)
      }
      worker.postMessage(texts)
    })
  }

  // Listeners stay for the life of the worker: taking all away and adding new ones loses messages.
  #start(): Worker {
    const worker = new Worker(new URL('compiler-worker.ts', import.meta.url))
    worker.on('message', (outcome: Outcome) => this.#listener?.(outcome))
    worker.on('error', (error) => this.#listener?.(error instanceof Error ? error : new Error(String(error))))
    return worker
  }
}
