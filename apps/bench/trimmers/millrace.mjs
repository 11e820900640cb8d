// Ours, from the built packages: messages as the route has them, counted once each by the first send.
import { o200k } from '../../../packages/protocol/dist/context-window/o200k.js'
import { trimMessages } from '../../../packages/protocol/dist/index.js'
import { budgetTokens, fresh, messages, oneMessage } from './conversation.mjs'

const asMessage = (id, role, text) => ({ id, role, parts: [{ type: 'text', text }] })
const ours = messages.map(({ role, text }, index) => asMessage(`m${index}`, role, text))
const options = { windowCap: budgetTokens, maxOutputTokens: 0, lowWater: 1, tokens: o200k() }
trimMessages(ours, options)

export const millrace = [
  {
    per: 'send',
    name: 'Millrace trimMessages, counts kept',
    kind: 'ours',
    // An array of its own, as every send makes one.
    run: () => trimMessages(ours.slice(), options).messages.length,
  },
  {
    per: 'send with a new message',
    name: 'Millrace trimMessages',
    kind: 'ours',
    run: () =>
      trimMessages([...ours, asMessage('new', 'user', fresh(oneMessage))], options).messages.length,
  },
]
