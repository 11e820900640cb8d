import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { createChatRoute, openaiCompatible } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator } from '@millrace/simulator'
import { buildPage } from '../buildPage.ts'

/** Nothing but files of the page's own origin; no script or style within the page, and nothing that makes one of text. */
const policy =
  "default-src 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

export interface ServedPages {
  readonly origin: string
  /** How many questions the model was asked. */
  readonly questions: () => number
  readonly close: () => Promise<void>
}

export interface Pages {
  /** Bodies of pages, by name. */
  readonly pages: Readonly<Record<string, string>>
  /** Stylesheets and scripts of the pages themselves, by name. */
  readonly files: Readonly<Record<string, string>>
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
  '.md': 'text/markdown',
}

/**
 * Pages under a strict policy with what is published of the element at `/millrace`, the React chat at `/react`, and a route at
 * `/api/chat` whose models are `fast` and `slow`.
 */
export async function servePages(root: string, { pages, files }: Pages): Promise<ServedPages> {
  const simulator = createSimulator({ pacing: 'none' })
  const { baseURL, close } = await simulator.listen()
  let questions = 0
  const provider = (model: string) =>
    openaiCompatible({
      name: 'simulator',
      baseURL,
      model,
      apiKey: 'any',
      fetch: (input, init) => {
        questions++
        return fetch(input, init)
      },
    })
  const route = createChatRoute({
    models: {
      fast: [provider('gpt-4o-mini')],
      slow: [provider('gpt-4o-mini+slow-tokens@8')],
    },
    identify: () => ({ user: 'visitor' }),
    limits: { attachments: { totalBytes: 1_000_000 } },
  })
  const listener = toNodeListener(route)
  const reactPage = await buildPage(root, reactScript)
  const built = new Map(
    reactPage.output.map((file) => [
      file.fileName,
      file.type === 'chunk' ? file.code : file.source,
    ]),
  )
  const entry = reactPage.output.find((file) => file.type === 'chunk' && file.isEntry)?.fileName
  const styles = [...built.keys()].filter((name) => name.endsWith('.css'))

  function fileAt(pathname: string): string | Uint8Array | undefined {
    const name = pathname.slice(1)
    if (name in files) return files[name]
    if (built.has(name)) return built.get(name)
    if (!name.startsWith('millrace/')) return undefined
    const path = normalize(name.slice('millrace/'.length))
    try {
      return path.startsWith('..')
        ? undefined
        : readFileSync(join(root, 'packages/embed/dist', path))
    } catch {
      return undefined
    }
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/api/chat')) return listener(request, response)
    if (pathname === '/favicon.ico') return response.writeHead(204).end()
    response.setHeader('content-security-policy', policy)
    const page = pathname === '/react' ? reactBody(entry ?? '', styles) : pages[pathname.slice(1)]
    if (page !== undefined) {
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html><html lang="en"><title>Page</title>${page}`)
      return
    }
    const file = fileAt(pathname)
    if (file === undefined) return response.writeHead(404).end()
    response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream')
    response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    questions: () => questions,
    async close() {
      server.closeAllConnections()
      server.close()
      await close()
    },
  }
}

/** The same chat as a React component, under the same policy: what holds there has to hold in a shadow root. */
const reactScript = `
  import { createElement } from 'react'
  import { createRoot } from 'react-dom/client'
  import { Chat } from '@millrace/react'
  import '@millrace/react/styles.css'

  const attachments = {}
  let model = 'fast'
  globalThis.setModel = (name) => { model = name }
  createRoot(document.getElementById('root')).render(createElement('div', { style: { blockSize: '36rem' } },
    createElement(Chat, { api: '/api/chat', body: () => ({ model }), attachments, feedback: true })))
`

function reactBody(entry: string, styles: readonly string[]): string {
  const links = styles.map((name) => `<link rel="stylesheet" href="/${name}">`).join('')
  return `${links}<body><div id="root"></div><script type="module" src="/${entry}"></script>`
}
