import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

/** A host of static files, as plain as they come. */
export interface StaticServer {
  /** With the path under which the folder is. */
  readonly address: string
  /** What was asked for and is not there. */
  readonly missing: readonly string[]
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves a folder on a free port of this machine, under a path that begins and ends with a slash. */
export async function serveFolder(folder: string, path: string): Promise<StaticServer> {
  const missing: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const inside = pathname.startsWith(path) ? normalize(pathname.slice(path.length)) : '..'
    const name = inside === '' || inside === '.' ? 'index.html' : inside
    readFile(name.startsWith('..') ? '' : join(folder, name)).then(
      (content) => {
        const type = types[extname(name)] ?? 'application/octet-stream'
        response.writeHead(200, { 'content-type': type }).end(content)
      },
      () => {
        missing.push(pathname)
        response.writeHead(404).end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}${path}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
