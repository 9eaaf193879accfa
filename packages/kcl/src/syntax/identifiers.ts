/** What names are made of. */

export function isIdentifierStart(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 128) return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95
  // Patterns with classes of Unicode cost more to make than a small file to compile: most sources need none.
  return /[\p{XID_Start}_]/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

export function isIdentifier(text: string): boolean {
  return text !== '' && isIdentifierStart(text, 0) && identifierEnd(text, 0, text.length) === text.length
}

export function identifierEnd(text: string, start: number, to: number): number {
  let at = start
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit < 128) {
      if (!((unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 48 && unit <= 57)))
        break
      at++
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
      if (!/\p{XID_Continue}/u.test(character)) break
      at += character.length
    }
  }
  return at
}
