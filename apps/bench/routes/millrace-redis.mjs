// Millrace with a Redis of its own as the common memory. Told `tell`, it says how many commands it sent, and what lives in its heap.
import { openaiCompatible, redisStore } from '../../../packages/server/dist/index.js'
import { createClient } from '../../../node_modules/redis/dist/index.js'
import { serve } from './_millrace.mjs'
const client = createClient({ url: process.env.REDIS_URL })
await client.connect()
let commands = 0
const counted = {
  sendCommand(args) {
    commands++
    return client.sendCommand(args)
  },
}
process.on('message', (message) => {
  if (message !== 'tell') return
  globalThis.gc()
  process.send({ commands, heapMb: process.memoryUsage().heapUsed / 1_048_576 })
})
serve(
  (model) => openaiCompatible({ baseURL: process.env.UPSTREAM, model, apiKey: 'x' }),
  redisStore(counted, { prefix: 'bench' }),
)
