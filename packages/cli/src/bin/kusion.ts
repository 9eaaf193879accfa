import { endWithReader } from '../kusion/context.ts'
import { createProgram } from '../kusion/program.ts'

endWithReader()
await createProgram().parseAsync()
