import type { Message } from '@millrace/protocol'
import { expectPage, expectSame } from './expectSame.ts'
import { chatOf, everything, message, messages, type Rule } from './Rule.ts'

/** What saving does to a conversation. */
export const saveRules: readonly Rule[] = [
  {
    name: 'keeps messages in the order in which they were first saved',
    async check(history, run) {
      // Neither the order of their ids nor that of their length.
      const order = ['z', 'b', 'a10', 'a9', 'Z', '1', '0']
      const saved = order.map((id, at) => message(id, order[at - 1] ?? null))
      await history.save(chatOf(run), saved.slice(0, 3))
      await history.save(chatOf(run), saved.slice(3, 4))
      await history.save(chatOf(run), saved.slice(4))
      const sentence = 'Messages come in the order in which they were first saved, oldest first.'
      expectPage(sentence, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'puts a message with a known id in the place of the old one, among new ones too',
    async check(history, run) {
      const [first, second, third, fourth] = messages(4) as [Message, Message, Message, Message]
      await history.save(chatOf(run), [first, second, third])
      const sentence = 'A message with a known id takes the place of the old one, where that stood.'
      const longer = message('m1', null, 'More of it.')
      await history.save(chatOf(run), [longer])
      const page = await history.load(chatOf(run), everything)
      expectPage(sentence, page, [longer, second, third], false)
      const whole = message('m2', 'm1', 'All of it.')
      await history.save(chatOf(run), [fourth, whole])
      const after = await history.load(chatOf(run), everything)
      expectPage(sentence, after, [longer, whole, third, fourth], false)
    },
  },
  {
    name: 'keeps nothing of the message whose place another takes',
    async check(history, run) {
      const begun: Message = {
        id: 'answer',
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Well.' },
          { type: 'text', text: 'It beg' },
        ],
        metadata: { millrace: { parentId: null, status: 'interrupted', provider: 'openai' } },
      }
      const ended: Message = {
        id: 'answer',
        role: 'assistant',
        parts: [{ type: 'text', text: 'It began and it ended.' }],
        metadata: { millrace: { parentId: null, finishReason: 'stop' } },
      }
      await history.save(chatOf(run), [begun])
      await history.save(chatOf(run), [ended])
      const sentence =
        'A message takes the place of the old one whole: an answer that is whole is not `interrupted` any more.'
      expectPage(sentence, await history.load(chatOf(run), everything), [ended], false)
    },
  },
  {
    name: 'changes nothing when the same messages are saved again',
    async check(history, run) {
      const saved = messages(3)
      await history.save(chatOf(run), saved)
      await history.save(chatOf(run), saved)
      await history.save(chatOf(run), saved.slice(0, 1))
      const sentence = 'The same save may come twice: it adds nothing and moves nothing.'
      expectPage(sentence, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'keeps all versions of a question and of an answer',
    async check(history, run) {
      const saved = [
        message('question', null),
        message('answer-1', 'question'),
        message('answer-2', 'question'),
        message('question-after-1', 'answer-1'),
        message('question-anew', null),
        message('answer-3', 'question'),
      ]
      for (const one of saved) await history.save(chatOf(run), [one])
      const sentence = 'Messages of one parent are versions of each other: all of them stay.'
      expectPage(sentence, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'takes 20 saves to one conversation at once',
    async check(history, run) {
      const batches = Array.from({ length: 20 }, (_, at) => [
        message(`question-${at}`, null),
        message(`answer-${at}`, `question-${at}`),
      ])
      await Promise.all(batches.map((batch) => history.save(chatOf(run), batch)))
      const page = await history.load(chatOf(run), everything)
      const came = page.messages.map(({ id }) => id)
      const sentence = 'Of 20 saves at once each message is there, and once.'
      expectSame(
        sentence,
        came.toSorted(),
        batches
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      )
      const turned = batches.findIndex(
        (_, at) => came.indexOf(`question-${at}`) > came.indexOf(`answer-${at}`),
      )
      expectSame('The messages of one save stay in their order.', turned, -1)
    },
  },
  {
    name: 'keeps a message once that is saved 20 times at once',
    async check(history, run) {
      const saved = messages(2)
      await Promise.all(Array.from({ length: 20 }, () => history.save(chatOf(run), saved)))
      const sentence = 'The same save may come twice, and at once.'
      expectPage(sentence, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'stores nothing of a save that it rejects',
    async check(history, run) {
      const [first, second] = messages(2) as [Message, Message]
      await history.save(chatOf(run), [first])
      const changed = message('m1', null, 'Changed.')
      const rejected = await rejects(() => history.save(chatOf(run), [changed, second, unreadable]))
      const page = await history.load(chatOf(run), everything)
      if (rejected) {
        const sentence = 'A save that rejects stores none of its messages.'
        expectPage(sentence, page, [first], false)
      } else {
        const sentence = 'A save that does not reject has stored all of its messages.'
        expectSame(
          sentence,
          page.messages.map(({ id }) => id),
          ['m1', 'm2', 'unreadable'],
        )
      }
    },
  },
]

/** Who writes it down reads it, and who reads it fails. */
const unreadable: Message = {
  id: 'unreadable',
  role: 'user',
  parts: [],
  metadata: {
    get text(): string {
      throw new Error('This text cannot be read.')
    },
  },
}

async function rejects(save: () => Promise<void>): Promise<boolean> {
  try {
    await save()
    return false
  } catch {
    return true
  }
}
