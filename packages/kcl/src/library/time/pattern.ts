/** The patterns of dates: `%Y-%m-%d`. Read once into items, for writing and for reading dates. */

/** How a number is filled up to its width. */
export type Padding = '0' | ' ' | ''

export type Item =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'space'; readonly text: string }
  | { readonly kind: 'number'; readonly letter: string; readonly padding: Padding }
  /** A name, a fraction, or an offset: its letters as they are written. */
  | { readonly kind: 'fixed'; readonly letters: string }
  /** Letters that mean nothing. */
  | { readonly kind: 'wrong' }

const COMPOSITE: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  c: '%a %b %e %H:%M:%S %Y',
  r: '%I:%M:%S %p',
  v: '%e-%b-%Y',
  x: '%m/%d/%y',
}
const SPACED = 'ekl'
const UNPADDED = 'suwq'
const NUMBERS = 'CGHIMSUVWYdefgjklmqsuwy'
const FIXED = new Set(['A', 'B', 'P', 'Z', 'a', 'b', 'h', 'p', 'z', '+', ':z', '::z', ':::z', '#z'])
const FRACTIONS = new Set(['.f', '.3f', '.6f', '.9f', '3f', '6f', '9f'])
const PADDINGS: Readonly<Record<string, Padding>> = { '-': '', '0': '0', _: ' ' }

export function itemsOf(pattern: string): readonly Item[] {
  const items: Item[] = []
  const parts = pattern.matchAll(/%([-_0](?=.))?(:{1,3}z|#z|\.[369]?f|[369]f|.|$)|\s+|[^%\s]+/gsu)
  for (const [whole, modifier, letters = ''] of parts) {
    if (!whole.startsWith('%')) items.push({ kind: /^\s/.test(whole) ? 'space' : 'literal', text: whole })
    else if (modifier === undefined) items.push(...plainItems(letters))
    else if (NUMBERS.includes(letters) && letters !== '') {
      items.push({ kind: 'number', letter: letters, padding: PADDINGS[modifier] ?? '' })
    } else items.push({ kind: 'wrong' })
  }
  return items
}

function plainItems(letters: string): readonly Item[] {
  const composite = COMPOSITE[letters]
  if (composite !== undefined) return itemsOf(composite)
  if (letters === '%') return [{ kind: 'literal', text: '%' }]
  if (letters === 'n') return [{ kind: 'space', text: '\n' }]
  if (letters === 't') return [{ kind: 'space', text: '\t' }]
  if (FIXED.has(letters) || FRACTIONS.has(letters)) return [{ kind: 'fixed', letters }]
  if (letters === '' || !NUMBERS.includes(letters)) return [{ kind: 'wrong' }]
  return [
    {
      kind: 'number',
      letter: letters,
      padding: SPACED.includes(letters) ? ' ' : UNPADDED.includes(letters) ? '' : '0',
    },
  ]
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
