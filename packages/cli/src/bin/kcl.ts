import { main } from '../kcl/main.ts'

process.exitCode = main(process.argv.slice(2))
