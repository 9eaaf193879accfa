/** Text in the quotes of a message, its control characters escaped. */
export function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const escaped = text.replace(/[\0-\x1f"\\\x7f-\x9f]/g, (character) => {
    switch (character) {
      case '\n':
        return '\\n'
      case '\r':
        return '\\r'
      case '\t':
        return '\\t'
      case '\0':
        return '\\0'
      case '"':
      case '\\':
        return `\\${character}`
      default:
        return `\\u{${character.charCodeAt(0).toString(16)}}`
    }
  })
  return `"${escaped}"`
}
