/** Compiles on all cores: each thread has a compiler of its own, which shares what its programs import. */
import { extname, join } from 'node:path'
import type { OutputOptions } from '../output/index.ts'
import type { ProgramDocuments, RunOptions } from '../run.ts'
import type { NodeHostOptions } from './host.ts'

/** What a thread can be handed of a host. What programs print goes nowhere. */
export interface CompileJob {
  readonly host: Pick<NodeHostOptions, 'workingFolder' | 'packages' | 'packagePath' | 'allowedFolders'>
  readonly options: RunOptions
  /** How the documents are made plain. */
  readonly shown?: OutputOptions
}

export interface CompilerPool {
  run(job: CompileJob): Promise<ProgramDocuments>
  close(): Promise<void>
}

/**
 * @param threads at most; by default as many as there are cores
 *
 * As with `createCompiler`, files are taken to stay as they are while the pool lives.
 */
export async function createCompilerPool(threads?: number): Promise<CompilerPool> {
  // Not loaded by those who compile one program.
  const { Piscina } = await import('piscina')
  const pool = new Piscina<CompileJob, ProgramDocuments>({
    filename: join(import.meta.dirname, `compiler-worker${extname(import.meta.filename)}`),
    ...(threads === undefined ? {} : { minThreads: 1, maxThreads: threads }),
    concurrentTasksPerWorker: 4,
  })
  return { run: (job) => pool.run(job), close: () => pool.close() }
}
