import { createChatRoute, openai } from '@millrace/server'
import { search } from './search.ts'

export const route = createChatRoute({
  providers: [openai('gpt-4o-mini')],
  system: 'You answer questions about a lamp shop, from the material you are given.',
  // What is found goes to the model with the question, and where it stands to the reader.
  retrieve: (question) => search(question),
  // Who asks. A product asks its session here.
  identify: () => ({ user: 'visitor' }),
  // What a loop or a stolen session can cost at most.
  budget: { total: { perDayUsd: 5 } },
})
