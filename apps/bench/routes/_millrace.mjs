// Our route as it is used: numbering, log, policies and window on, memory store; one provider per model asked for.
import http from 'node:http'
import { createChatRoute } from '../../../packages/server/dist/index.js'
import { toNodeListener } from '../../../packages/server/dist/node/index.js'

export function serve(providerFor) {
  const routes = new Map()
  const routeFor = (model) => {
    if (!routes.has(model)) {
      routes.set(
        model,
        createChatRoute({
          providers: [providerFor(model)],
          identify: () => ({ user: 'bench' }),
          maxOutputTokens: 16_000,
        }),
      )
    }
    return routes.get(model)
  }
  let chats = 0
  const listener = toNodeListener(async (request) => {
    const { model } = await request.json()
    const id = `chat-${chats++}`
    const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'go' }] }]
    return await routeFor(model)(
      new Request(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, messages }),
        signal: request.signal,
      }),
    )
  })
  http.createServer(listener).listen(0, '127.0.0.1', function () {
    process.send({ port: this.address().port })
  })
}
