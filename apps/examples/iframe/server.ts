import { createServer } from 'node:http'
import { join } from 'node:path'
import { createChatRoute, openai } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { frameListener } from './frameListener.ts'

// The page asks its own origin: no other one needs to be let in.
const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})

createServer(
  frameListener({
    folder: join(import.meta.dirname, 'dist'),
    parentOrigins: ['https://app.example'],
    chat: toNodeListener(route),
  }),
).listen(3000)
