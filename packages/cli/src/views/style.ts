/** Colours and signs, and where they are left out. */
import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

export interface Style {
  readonly colored: boolean
  readonly unicode: boolean
  paint(format: Format, text: string): string
}

export function createStyle(options: { readonly colored: boolean; readonly unicode: boolean }): Style {
  return {
    ...options,
    paint: (format, text) => (options.colored ? styleText(format, text, { validateStream: false }) : text),
  }
}

/** Respects `--no-style`, NO_COLOR, FORCE_COLOR and whether anybody looks at the stream. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  noStyle: boolean,
  environment: NodeJS.ProcessEnv,
): Style {
  const forced = environment['FORCE_COLOR'] !== undefined && environment['FORCE_COLOR'] !== '0'
  const refused = noStyle || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb'
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'C.UTF-8'
  return createStyle({
    colored: !refused && (forced || stream.isTTY === true),
    unicode: !noStyle && /utf-?8/i.test(locale),
  })
}
