/** One thread of the compiler pool. */
import { createCompiler, toPlain } from '../index.ts'
import type { ProgramDocuments } from '../run.ts'
import type { CompileJob } from './compiler-pool.ts'
import { createNodeHost } from './host.ts'

const compiler = createCompiler()

export default function compile({ host, options, shown }: CompileJob): ProgramDocuments {
  const result = compiler.run(createNodeHost({ ...host, print: () => {} }), options)
  const { ok, values, diagnostics, failure } = result
  return { ok, documents: values.map((value) => toPlain(value, shown)), diagnostics, failure }
}
