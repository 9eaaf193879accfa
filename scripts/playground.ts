/** Builds the playground: a folder that any static server can serve. `npm run playground` builds and serves it. */
import { createServer, type Server } from 'node:http'
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const source = join(root, 'packages/playground/src')

export async function buildPlayground(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [join(source, 'playground.ts'), join(source, 'worker.ts')],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@kusion/source'],
    minify: true,
    legalComments: 'none',
  })
  for (const name of ['index.html', 'style.css']) cpSync(join(source, name), join(folder, name))
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** On loopback only; port 0 takes a free one. */
export async function servePlayground(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = pathname === '/' ? 'index.html' : pathname.slice(1)
    if (!/^[\w-]+\.(?:html|css|js)$/.test(name)) return void response.writeHead(404).end()
    try {
      const content = readFileSync(join(folder, name))
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(content)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}/` }
}

if (import.meta.main) {
  const folder = join(root, 'packages/playground/dist/page')
  await buildPlayground(folder)
  const { url } = await servePlayground(folder, Number(process.env['PORT'] ?? 0))
  console.log(`the playground is at ${url} (Ctrl-C ends it)`)
}
