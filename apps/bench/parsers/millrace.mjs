// Ours, from the built packages, over our own wire.
import {
  createChat,
  createHttpTransport,
  createSequencer,
} from '../../../packages/core/dist/index.js'
import {
  assemble,
  decode,
  readEvents,
  startAssembly,
} from '../../../packages/protocol/dist/index.js'
import { wires } from '../lib/wire.mjs'
import { bodyOf, textOf } from './streams.mjs'

export const millrace = [
  {
    name: 'Millrace events, sequencer, fold',
    kind: 'ours',
    wire: 'millrace',
    async parse(reads) {
      const sequencer = createSequencer({
        stream: '',
        isEnd: ({ type }) => type === '[DONE]',
        clock: { now: () => 0, schedule: () => () => {} },
        onGap() {},
      })
      let assembly = startAssembly({ id: 'm', role: 'assistant', parts: [] })
      for await (const events of readEvents(bodyOf(reads))) {
        const due = []
        for (const event of events) {
          const { n, chunk } = decode(event)
          for (const next of sequencer.push('', n, chunk))
            if (next.type !== '[DONE]') due.push(next)
        }
        assembly = assemble(assembly, due)
      }
      return textOf(assembly.message)
    },
  },
  {
    name: 'Millrace createChat (as useChat does)',
    kind: 'ours',
    wire: 'millrace',
    async parse(reads) {
      const transport = createHttpTransport({
        api: 'http://x/',
        fetch: async () => new Response(bodyOf(reads), { headers: wires.millrace.headers }),
      })
      const chat = createChat({ transport })
      await chat.sendMessage('go')
      return textOf(chat.getState().messages.at(-1))
    },
  },
]
