/** Asks the worker, one task at a time, and ends it when it takes too long. */
import type { Answer, Request, Response, Task } from './messages.ts'

export type Outcome = Answer | { readonly kind: 'too long' } | { readonly kind: 'broken'; readonly message: string }

export class Compiler {
  readonly #limit: number
  #worker: Worker | undefined
  #next = 0

  constructor(limitMilliseconds: number) {
    this.#limit = limitMilliseconds
  }

  /** A new question while one is under way makes the worker begin anew: nobody waits for the old answer. */
  ask(task: Task): Promise<Outcome | undefined> {
    const id = ++this.#next
    if (this.#isBusy) this.#end()
    const worker = (this.#worker ??= new Worker(new URL('worker.js', document.baseURI), { type: 'module' }))
    this.#isBusy = true
    return new Promise((resolve) => {
      const finish = (outcome: Outcome | undefined): void => {
        clearTimeout(timer)
        removal.abort()
        if (id === this.#next) this.#isBusy = false
        resolve(id === this.#next ? outcome : undefined)
      }
      const removal = new AbortController()
      const { signal } = removal
      this.#cancel = () => finish(undefined)
      const timer = setTimeout(() => {
        this.#end()
        finish({ kind: 'too long' })
      }, this.#limit)
      const heard = ({ data }: MessageEvent<Response>): void => {
        if (data.id === id) finish(data.answer)
      }
      const failed = (event: ErrorEvent): void => {
        this.#end()
        finish({ kind: 'broken', message: event.message })
      }
      worker.addEventListener('message', heard, { signal })
      worker.addEventListener('error', failed, { signal })
      const request: Request = { id, task }
      worker.postMessage(request)
    })
  }

  #isBusy = false
  #cancel: () => void = () => {}

  #end(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#cancel()
  }
}
