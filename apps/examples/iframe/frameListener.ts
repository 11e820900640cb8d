import { readdirSync, readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { extname, join } from 'node:path'

export interface FrameOptions {
  /** What `vite build` has written. */
  readonly folder: string
  /** Pages of which origins may have the chat in them, by their exact names: `https://app.example`. */
  readonly parentOrigins: readonly string[]
  /** Answers what is asked below `/api/chat`. */
  readonly chat: RequestListener
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
}

/**
 * Serves the page of the frame, and the chat's route beside it. Who may have the page in a frame is said twice, from one
 * list: to the browser, which shows it nowhere else, and to the page, which listens to nobody else.
 * @throws {TypeError} for what is no origin.
 */
export function frameListener({ folder, parentOrigins, chat }: FrameOptions): RequestListener {
  const parents = parentOrigins.map(checked).join(' ')
  const policy = `default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors ${parents}`
  // Read once. Whatever else is asked for is not there, however it is written.
  const files = new Map<string | undefined, string>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!(extname(name) in types)) continue
    const text = readFileSync(join(folder, name), 'utf8')
    files.set(`/${name}`, text.replace('{{parentOrigins}}', parents))
  }
  return (request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/api/chat' || path?.startsWith('/api/chat/') === true) {
      chat(request, response)
      return
    }
    const file = files.get(path)
    response.setHeader('content-security-policy', policy)
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('content-type', types[extname(path ?? '')] ?? 'text/plain')
    response.writeHead(file === undefined ? 404 : 200).end(file ?? 'There is nothing here.')
  }
}

/** The header would take wildcards. */
function checked(origin: string): string {
  const isExact = /^https?:[\w.:/[\]-]+$/.test(origin) && new URL(origin).origin === origin
  if (isExact) return origin
  throw new TypeError(`${origin} is no origin, such as https://app.example.`)
}
