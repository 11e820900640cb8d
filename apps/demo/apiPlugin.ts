import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connect, Plugin, ViteDevServer } from 'vite'
import type { Api, ApiOptions } from './api/createApi.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Serves the demo's API from Vite's own server: one process, one port, streams go through. */
export function apiPlugin(): Plugin {
  return {
    name: 'millrace-demo-api',
    configureServer(server) {
      let started: Promise<{ readonly api: Api; readonly listener: Listener }> | undefined
      const handle: Connect.NextHandleFunction = (request, response, next) => {
        const path = request.url ?? ''
        if (!/^\/(api|simulator)\//.test(path)) return next()
        started ??= start(server)
        started.then(({ api, listener }) => {
          if (path.startsWith('/api/provider')) {
            response.setHeader('content-type', 'application/json')
            response.end(JSON.stringify(api.provider))
          } else if (path.startsWith('/api/')) listener(request, response)
          else if (api.simulator !== undefined) api.simulator.listener(request, response)
          else next()
        }, next)
      }
      server.middlewares.use(handle)
    },
  }
}

async function start(server: ViteDevServer): Promise<{ readonly api: Api; readonly listener: Listener }> {
  const { createApi } = (await server.ssrLoadModule('/api/createApi.ts')) as {
    createApi: (options: ApiOptions) => Api
  }
  const { toNodeListener } = (await server.ssrLoadModule('@millrace/server/node')) as {
    toNodeListener: (route: Api['route']) => Listener
  }
  const { port } = server.httpServer?.address() as AddressInfo
  const api = createApi({ origin: `http://127.0.0.1:${port}`, env: process.env })
  server.httpServer?.on('close', () => void api.route.close({ timeoutMs: 0 }))
  return { api, listener: toNodeListener(api.route) }
}
