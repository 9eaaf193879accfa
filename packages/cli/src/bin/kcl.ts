import { main } from '../kcl/main.ts'

const ended = main(process.argv.slice(2))
if (typeof ended === 'number') process.exitCode = ended
else void ended.then((code) => (process.exitCode = code))
