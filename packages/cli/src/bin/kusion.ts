import { createProgram } from '../kusion/program.ts'

await createProgram().parseAsync()
