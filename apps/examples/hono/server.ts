import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { createChatRoute, openai } from '@millrace/server'
import { Hono } from 'hono'

const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})

const app = new Hono()
app.all('/api/chat/*', (context) => route(context.req.raw))

// A page to try it with: <millrace-chat>, and what it is made of.
const page = readFileSync('index.html', 'utf8')
app.get('/', (context) => context.html(page))
app.use(
  '/millrace/*',
  serveStatic({
    root: 'node_modules/@millrace/embed/dist',
    rewriteRequestPath: (path) => path.replace('/millrace', ''),
  }),
)

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
  console.log(`http://127.0.0.1:${address.port}/`)
})

// No new questions; answers that run go on to their end first.
process.once('SIGTERM', () => {
  void route.close()
  server.close()
})
