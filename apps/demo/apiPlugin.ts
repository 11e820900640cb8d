import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Plugin, type PreviewServer, type ViteDevServer } from 'vite'
import type { Api, ApiOptions } from './api/createApi.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Serves the demo's API from Vite's own server, of the sources or of what was built: one process, one port, streams go through. */
export function apiPlugin(): Plugin {
  return {
    name: 'millrace-demo-api',
    configureServer: (server) => serveApi(server, async () => server),
    configurePreviewServer: (server) =>
      serveApi(server, async () => {
        // What was built is the page: the API is loaded from its sources.
        const loading = await createServer({
          server: { middlewareMode: true, hmr: false, ws: false },
          appType: 'custom',
        })
        server.httpServer.on('close', () => void loading.close())
        return loading
      }),
  }
}

type AnyServer = ViteDevServer | PreviewServer

function serveApi(server: AnyServer, loader: () => Promise<ViteDevServer>): void {
  const adminKey = randomBytes(16).toString('base64url')
  server.httpServer?.once('listening', () => {
    const link = `${originOf(server)}/usage.html#key=${adminKey}`
    // Below the address of the chat, which Vite prints in this turn.
    setTimeout(() => server.config.logger.info(`  What it costs, for you only: ${link}\n`), 0)
  })
  let started: Promise<{ readonly api: Api; readonly listener: Listener }> | undefined
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    started ??= loader().then((loading) => start(server, loading, adminKey))
    const { api, listener } = await started
    if (request.url === '/api/provider') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(api.provider))
    } else if (request.url?.startsWith('/api/') === true || api.simulator === undefined) {
      listener(request, response)
    } else {
      api.simulator.listener(request, response)
    }
  }
  server.middlewares.use((request, response, next) => {
    if (!/^\/(api|simulator)\//.test(request.url ?? '')) return next()
    handle(request, response).catch((error: unknown) => {
      server.config.logger.error(String(error))
      response.writeHead(500).end()
    })
  })
}

async function start(
  server: AnyServer,
  loading: ViteDevServer,
  adminKey: string,
): Promise<{ readonly api: Api; readonly listener: Listener }> {
  const { createApi } = (await loading.ssrLoadModule('/api/createApi.ts')) as {
    createApi: (options: ApiOptions) => Api
  }
  const { toNodeListener } = (await loading.ssrLoadModule('@millrace/server/node')) as {
    toNodeListener: (route: Api['route']) => Listener
  }
  const api = createApi({ origin: originOf(server), env: process.env, adminKey })
  server.httpServer?.on('close', () => void api.route.close({ timeoutMs: 0 }))
  return { api, listener: toNodeListener(api.route) }
}

function originOf({ httpServer }: AnyServer): string {
  const address = httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('The demo needs a TCP port.')
  return `http://127.0.0.1:${address.port}`
}
