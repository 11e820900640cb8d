import { createChat, createThreads } from '@millrace/core'
import { scriptedTransport } from '@millrace/core/testing'
import { seededRandom } from '@millrace/protocol/testing'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { answer, question } from '../fixtures/said.ts'

/** What may open something, close it, or be taken for either. */
const bits = [
  '```',
  '~~~',
  '````',
  ' ',
  '   ',
  '    ',
  '\n',
  '\n',
  '\n\n',
  '> ',
  '- ',
  '1. ',
  '2) ',
]
const words = ['a', '# ', '---', '===', '`', '``', '<b>', '</b>', '<!--', '![', '](u)', '\\']
const others = ['js', '\t', '<pre>', '</x>', '[a]: b\n', '&lt;', '*', '|']

/** An export of a conversation in which this was answered. */
async function exported(text: string): Promise<string> {
  const times = { createdAt: 0, updatedAt: 0 }
  const threads = createThreads({
    createChat: (id) =>
      createChat({
        id,
        transport: scriptedTransport().transport,
        messages: [question('q', 'One'), answer('a', text), question('r', text)],
      }),
    storage: {
      list: async () => ({
        threads: [{ id: 't', renamed: false, pinned: false, ...times }],
        more: false,
      }),
      save: async () => {},
      remove: async () => {},
    },
  })
  await threads.load()
  return threads.exportThread('t', 'markdown')
}

const turns = process.env['MILLRACE_DEEP'] === undefined ? 2000 : 200_000

test(`whatever is in an answer, an export has our headings and no others, no HTML and no image: ${turns} answers, seeded (T-48, T-53, T-56)`, async () => {
  const random = seededRandom(99)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  for (let turn = 0; turn < turns; turn++) {
    const length = 1 + Math.floor(random() * 16)
    const text = Array.from({ length }, () =>
      pick(random() < 0.6 ? bits : [...words, ...others]),
    ).join('')
    const { children } = fromMarkdown(await exported(text))
    const ours = children.filter((node) => node.type === 'heading' && node.depth < 3)
    // The title, and one for each message.
    if (ours.length !== 4) expect.unreachable(`headings: ${JSON.stringify(text)}`)
    if (/"type":"(?:html|image|imageReference)"/.test(JSON.stringify(children))) {
      expect.unreachable(`HTML or an image: ${JSON.stringify(text)}`)
    }
  }
}, 600_000)
