import { createChatRoute, openai } from '@millrace/server'

export const { GET, POST, PATCH, DELETE, OPTIONS } = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
  // Pages of which other origins may ask: CHAT_ORIGINS=https://www.example,https://shop.example
  origins: process.env['CHAT_ORIGINS']?.split(',') ?? [],
})
