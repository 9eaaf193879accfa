/** How texts of programs stand in each other. */

/** Whether a text makes all that it stands for: no name is read in it. */
export function isFresh(text: string): boolean {
  return !/\b_?(?:value|hidden|call|grown|changed|read|unified|branch|config|attr|mixed|inner|p|v)[0-9a-z]+\b/.test(
    text,
  )
}

export function indent(text: string): string {
  return text.replaceAll('\n', '\n    ')
}
