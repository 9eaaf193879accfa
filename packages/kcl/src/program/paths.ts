/** Paths with `/`, without asking any file system. */

export function joinPath(...parts: readonly string[]): string {
  let joined = ''
  for (const part of parts) joined = part.startsWith('/') ? part : joined === '' ? part : `${joined}/${part}`
  return normalizePath(joined)
}

export function normalizePath(path: string): string {
  const isAbsolute = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (part !== '..' || !isAbsolute) kept.push(part)
  }
  return `${isAbsolute ? '/' : ''}${kept.join('/')}` || (isAbsolute ? '/' : '.')
}

export function parentPath(path: string): string {
  const at = path.lastIndexOf('/')
  return at <= 0 ? '/' : path.slice(0, at)
}
