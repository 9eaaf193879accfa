/** Types in messages with the members of each union in one order, as the reference has another one in each run. */

interface Read {
  readonly text: string
  readonly end: number
}

/** A label's text, which a string in a type may break over lines, up to the empty margin below it. */
const LABEL = /(?<=^ +\| +\^ )[^]*?(?=\n +\|$)/gm

export function inOneOrder(block: string): string {
  return block.replaceAll(LABEL, inMessage)
}

/** Types stand at the beginning of words. */
function inMessage(message: string): string {
  let text = ''
  let at = 0
  while (at < message.length) {
    const type = /^$|[\s']/.test(message.charAt(at - 1)) ? union(message, at) : undefined
    text += type?.text ?? message.charAt(at)
    at = type?.end ?? at + 1
  }
  return text
}

function union(message: string, start: number): Read | undefined {
  const members: string[] = []
  for (let at = start; ; at += ' | '.length) {
    // What a function gives ends where the union does, so that nobody can tell whose members follow.
    for (let head = parameters(message, at); head; head = parameters(message, at)) {
      members.push(head.text)
      at = head.end
    }
    const read = member(message, at)
    if (!read) return undefined
    members.push(read.text)
    at = read.end
    if (!message.startsWith(' | ', at)) return { text: members.toSorted().join(' | '), end: at }
  }
}

/** `(int, str) -> ` */
function parameters(message: string, start: number): Read | undefined {
  if (message[start] !== '(') return undefined
  const types: string[] = []
  let at = start + 1
  while (message[at] !== ')') {
    const type = union(message, at)
    if (!type) return undefined
    types.push(type.text)
    at = message.startsWith(', ', type.end) ? type.end + ', '.length : type.end
    if (at === type.end && message[at] !== ')') return undefined
  }
  const arrow = ') -> '
  return message.startsWith(arrow, at) ? { text: `(${types.join(', ')}) ->`, end: at + arrow.length } : undefined
}

function member(message: string, start: number): Read | undefined {
  if (message[start] === '[') {
    const element = union(message, start + 1)
    return element && message[element.end] === ']' ? { text: `[${element.text}]`, end: element.end + 1 } : undefined
  }
  if (message[start] === '{') {
    const key = union(message, start + 1)
    const value = key && message[key.end] === ':' ? union(message, key.end + 1) : undefined
    if (!value || message[value.end] !== '}') return undefined
    return { text: `{${key?.text}:${value.text}}`, end: value.end + 1 }
  }
  // A literal ends where something follows that may stand behind a type.
  const pattern = message.startsWith('str(', start) ? /str\([^]*?\)(?=$| \| |[\]}:,')])/y : /[\w.]+(?:\([^()]*\))?/y
  pattern.lastIndex = start
  const [text] = pattern.exec(message) ?? []
  return text === undefined ? undefined : { text, end: start + text.length }
}
