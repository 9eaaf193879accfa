import { endWithReader } from '../kusion/context.ts'
import { createProgram } from '../konfig/program.ts'

endWithReader()
void createProgram().parseAsync()
