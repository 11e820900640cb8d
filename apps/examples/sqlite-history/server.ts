import { createServer } from 'node:http'
import { createChatRoute, openai } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { sqliteHistory } from './sqliteHistory.ts'

const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  history: sqliteHistory('chat.db'),
  // Whose the conversations are. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})

const server = createServer(toNodeListener(route))
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}/api/chat`)
})
