import { join } from 'node:path'
import { createChatRoute, openai } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import express from 'express'

const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})

const app = express()
// Before anything that reads bodies, such as express.json(): the route reads its own.
app.use('/api/chat', toNodeListener(route))

// A page to try it with: <millrace-chat>, and what it is made of.
const here = import.meta.dirname
app.get('/', (_request, response) => response.sendFile(join(here, 'index.html')))
app.use('/millrace', express.static(join(here, 'node_modules/@millrace/embed/dist')))

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}/`)
})
