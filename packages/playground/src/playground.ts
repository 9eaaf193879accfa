/** The page: what is typed is compiled, what comes of it is shown, and the program can be put into a link. */
import { Compiler } from './compiler.ts'
import { createEditor } from './editor.ts'
import { EXAMPLES } from './examples.ts'
import type { OutputFormat } from './messages.ts'
import { linkTo, sourceIn } from './share-link.ts'

const TIME_LIMIT = 5000
/** Shorter than a pause of somebody who types, longer than the gap between two keys. */
const QUIET = 150

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${id}`)
  return found
}

const output = element('output', HTMLPreElement)
const status = element('status', HTMLParagraphElement)
const example = element('example', HTMLSelectElement)
const format = element('format', HTMLSelectElement)
const compiler = new Compiler(TIME_LIMIT)

function say(text: string, isBad = false): void {
  status.textContent = text
  status.classList.toggle('bad', isBad)
}

function show(text: string, isBad: boolean): void {
  output.textContent = text
  output.classList.toggle('bad', isBad)
}

const shared = await sourceIn(location.hash)
const editor = createEditor(element('editor', HTMLDivElement), shared ?? EXAMPLES[0]?.source ?? '', {
  changed: soon,
  format: () => void tidy(),
})

let timer: ReturnType<typeof setTimeout> | undefined
function soon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void compile(), QUIET)
}

async function compile(): Promise<void> {
  const started = performance.now()
  const outcome = await compiler.ask({ kind: 'run', text: editor.text(), format: format.value as OutputFormat })
  if (!outcome) return
  switch (outcome.kind) {
    case 'ran': {
      editor.show(outcome.problems)
      show(outcome.text, !outcome.ok)
      const took = `${Math.round(performance.now() - started)} ms`
      say(outcome.ok ? `compiled in ${took}` : `does not compile (${took})`, !outcome.ok)
      break
    }
    case 'too long':
      editor.show([])
      show(`The program was stopped after ${TIME_LIMIT / 1000} seconds.`, true)
      say('stopped', true)
      break
    case 'broken':
      show(`The compiler broke: ${outcome.message}`, true)
      say('broken', true)
      break
    case 'formatted':
  }
}

async function tidy(): Promise<void> {
  clearTimeout(timer)
  const outcome = await compiler.ask({ kind: 'format', text: editor.text() })
  if (outcome?.kind === 'formatted' && outcome.text !== undefined) editor.setText(outcome.text)
  await compile()
  if (outcome?.kind === 'formatted' && outcome.text === undefined) say('what does not parse cannot be formatted', true)
}

async function share(): Promise<void> {
  const fragment = await linkTo(editor.text())
  history.replaceState(null, '', fragment)
  try {
    await navigator.clipboard.writeText(location.href)
    say('link copied')
  } catch {
    say('the link is in the address bar')
  }
}

for (const [index, { title }] of EXAMPLES.entries()) example.add(new Option(title, String(index)))
if (shared !== undefined && shared !== null) example.add(new Option('from the link', 'link', true, true))
example.addEventListener('change', () => {
  const chosen = EXAMPLES[Number(example.value)]
  editor.setText(chosen ? chosen.source : (shared ?? ''))
})
format.addEventListener('change', () => void compile())
element('tidy', HTMLButtonElement).addEventListener('click', () => void tidy())
element('share', HTMLButtonElement).addEventListener('click', () => void share())

await compile()
if (shared === null) say('the link is damaged: this is the first example', true)
