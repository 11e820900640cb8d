// Our route as it is used: numbering, log, policies and window on; the path names the model.
import http from 'node:http'
import { createChatRoute } from '../../../packages/server/dist/index.js'
import { toNodeListener } from '../../../packages/server/dist/node/index.js'

/** @param store - Default: the memory of the process. */
export function serve(providerFor, store) {
  const listeners = new Map()
  const listenerFor = (model) => {
    if (!listeners.has(model)) {
      const route = createChatRoute({
        providers: [providerFor(model)],
        identify: () => ({ user: 'bench' }),
        maxOutputTokens: 16_000,
        ...(store === undefined ? {} : { store }),
      })
      listeners.set(model, toNodeListener(route))
    }
    return listeners.get(model)
  }
  http
    .createServer((req, res) => listenerFor(req.url.slice(1))(req, res))
    .listen(0, '127.0.0.1', function () {
      process.send({ port: this.address().port })
    })
}
