/** Writes without the streams of `process`: setting one up costs as much as compiling a small file. */
import { writeSync } from 'node:fs'

const FULL_PIPE_PAUSE = 5

export function writeText(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Whoever read has gone: there is nobody left to tell.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN')
        throw Object.assign(error as Error, { path: descriptor === 1 ? 'standard output' : 'standard error' })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE)
    }
  }
}
