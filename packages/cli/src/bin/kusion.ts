import { endWithReader } from '../kusion/context.ts'
import { createProgram } from '../kusion/program.ts'

endWithReader()
void createProgram().parseAsync()
