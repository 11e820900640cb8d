import { createChatRoute, openai } from '@millrace/server'

export const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})
