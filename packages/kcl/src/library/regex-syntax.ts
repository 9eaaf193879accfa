/** The syntax of the reference's regular expressions in JavaScript's. */
import { fail } from '../runtime/errors.ts'

const compiled = new Map<string, RegExp>()

export function translateRegex(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`
  const known = compiled.get(key)
  if (known) {
    known.lastIndex = 0
    return known
  }
  let extra = ''
  const body = source
    .replace(/^\(\?([imsx]+)\)/, (_, letters: string) => {
      for (const letter of letters) if ('ims'.includes(letter)) extra += letter
      return ''
    })
    .replaceAll(/\(\?P<(\w+)>/g, '(?<$1>')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replaceAll(String.raw`\A`, '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('[[:alpha:]]', '[A-Za-z]')
    .replaceAll('[[:digit:]]', String.raw`\d`)
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('[[:space:]]', String.raw`\s`)
  const escaped = relaxed(body)
  try {
    const expression = new RegExp(escaped, [...new Set(flags + extra)].join(''))
    compiled.set(key, expression)
    return expression
  } catch {
    return fail(`invalid regular expression: ${source}`)
  }
}

/** With the `u` flag JavaScript refuses escapes of characters that need none; the reference does not. */
function relaxed(source: string): string {
  return source.replaceAll(/\\(.)/gsu, (whole, character: string) =>
    /[-@#%&,;:<>=!~"'`_ ]/.test(character) ? (character === '-' ? String.raw`\x2d` : character) : whole,
  )
}
