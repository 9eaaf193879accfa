import { main } from '../kcl/main.ts'

const ended = main(process.argv.slice(2))
// Everything is written by now: ending at once spares taking the heap apart.
if (typeof ended === 'number') process.exit(ended)
else void ended.then((code) => (process.exitCode = code))
