/** How wide characters are on a terminal. */
export function characterWidth(character: string): 0 | 1 | 2 {
  const unit = character.charCodeAt(0)
  if (unit >= 32 && unit < 127) return 1
  // Patterns with classes of Unicode are made where they are needed: most runs show nothing.
  if (/[\p{Cc}\p{Cf}\p{Mn}\p{Me}\u1160-\u11ff]/u.test(character)) return 0
  const isWide =
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(
      character,
    )
  return isWide ? 2 : 1
}

export function widthOf(characters: readonly string[]): number {
  return characters.reduce((width, character) => width + characterWidth(character), 0)
}
