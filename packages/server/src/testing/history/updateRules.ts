import type { ChatChange, ChatKey, ChatSummary, History } from '../../history/History.ts'
import { expectPage, expectSame, shown } from './expectSame.ts'
import { expectSummary } from './expectSummary.ts'
import { chatOf, everything, message, moment, otherOwners, type Rule } from './Rule.ts'
import { trickyIds } from './trickyIds.ts'

/** Each a trap for somebody's encoding, escaping, trimming or normalizing, or for one who stores a word for a value. */
const titles: readonly string[] = [
  'Rain',
  'null',
  'undefined',
  'false',
  '0',
  '007',
  `'; DROP TABLE chats; -- " \` \\ \\n $1 :title ?`,
  'a\u0308 is not \u00E4',
  'مرحبا (hello) שלום \u202Eabc\u202C',
  '<b>&amp;</b>',
  '[1]',
  '{"$set":{"title":"x"}}',
  '👩‍👩‍👧‍👦'.repeat(5),
  'x'.repeat(200),
  '雨'.repeat(200),
]

/** What a user says of a conversation, where a history takes that. */
export const updateRules: readonly Rule[] = [
  {
    name: 'if it changes conversations: calls one what its user calls it, whatever is saved later, until that is taken back',
    async check(history, run) {
      if (history.update === undefined) return
      const chat = chatOf(run)
      const question = message('question', null, 'What is snow?')
      await history.save(chat, [question])
      const { title: own } = await listed(history, chat)
      await expectChange(history, chat, { title: 'Rain' }, { title: 'Rain' })
      await history.save(chat, [question, message('answer', 'question')])
      const sentence = 'What its user calls a conversation wins over what is saved later.'
      expectSame(sentence, (await listed(history, chat)).title, 'Rain')
      await expectChange(history, chat, { title: 'Hail' }, { title: 'Hail' })
      await expectChange(history, chat, { title: null }, { title: own })
      await expectChange(history, chat, { title: null }, { title: own })
    },
  },
  {
    name: 'if it changes conversations: gives titles back to the letter',
    async check(history, run) {
      if (history.update === undefined) return
      const chat = chatOf(run)
      await history.save(chat, [message('question', null)])
      for (const title of titles) await expectChange(history, chat, { title }, { title })
    },
  },
  {
    name: 'if it changes conversations: pins and renames, and leaves the other as it is',
    async check(history, run) {
      if (history.update === undefined) return
      const chat = chatOf(run)
      await history.save(chat, [message('question', null)])
      const { title: own } = await listed(history, chat)
      const changes: readonly (readonly [ChatChange, Expected])[] = [
        [{}, { title: own, pinned: false }],
        [{ pinned: true }, { title: own, pinned: true }],
        [{}, { title: own, pinned: true }],
        [{ title: 'Rain' }, { title: 'Rain', pinned: true }],
        [{ pinned: false }, { title: 'Rain', pinned: false }],
        [{}, { title: 'Rain', pinned: false }],
        [
          { title: 'Snow', pinned: true },
          { title: 'Snow', pinned: true },
        ],
        [{ title: null }, { title: own, pinned: true }],
      ]
      for (const [change, expected] of changes) await expectChange(history, chat, change, expected)
      await history.save(chat, [message('answer', 'question')])
      const sentence = 'A conversation that was pinned stays so, whatever is saved later.'
      expectSame(sentence, (await listed(history, chat)).pinned, true)
    },
  },
  {
    name: 'if it changes conversations: leaves one where it is in the list, with its time and its messages',
    async check(history, run) {
      if (history.update === undefined) return
      const { who } = chatOf(run)
      const saved = [message('question', null), message('answer', 'question')]
      for (const id of ['c', 'b', 'a']) {
        await history.save({ id, who }, saved)
        await moment()
      }
      const before = await listed(history, { id: 'b', who })
      await history.update({ id: 'b', who }, { title: 'Rain', pinned: true })
      const { chats } = await history.list(who, { limit: 10 })
      const sentence = 'To rename or to pin a conversation is no write to it:'
      const ids = chats.map(({ id }) => id)
      expectSame(`${sentence} it stays where it is in the list.`, ids, ['a', 'b', 'c'])
      const { updatedAt } = await listed(history, { id: 'b', who })
      expectSame(`${sentence} it keeps its updatedAt.`, updatedAt, before.updatedAt)
      const page = await history.load({ id: 'b', who }, everything)
      expectPage(`${sentence} its messages stay as they are.`, page, saved, false)
    },
  },
  {
    name: 'if it changes conversations: gives undefined for one that it does not know, and makes none',
    async check(history, run) {
      if (history.update === undefined) return
      const chat = chatOf(run)
      await history.save(chatOf(run, 'another chat'), [message('question', null)])
      const sentence = 'A conversation to which nothing was saved cannot be changed.'
      for (const id of ['chat', 'another', 'another chat ', 'ANOTHER CHAT', 'another%', '%']) {
        const told = await history.update({ ...chat, id }, { title: 'Rain', pinned: true })
        expectSame(sentence, told, undefined)
      }
      const { chats } = await history.list(chat.who, { limit: 10 })
      const ids = chats.map(({ id }) => id)
      expectSame(`${sentence} It does not come into the list by that.`, ids, ['another chat'])
    },
  },
  {
    name: 'if it changes conversations: changes none of anybody else, and no other one (T-94)',
    async check(history, run) {
      if (history.update === undefined) return
      const chat = chatOf(run)
      const others: readonly ChatKey[] = [
        ...otherOwners(run).map((who) => ({ id: chat.id, who })),
        ...trickyIds.map((id) => ({ id, who: chat.who })),
      ]
      for (const one of [chat, ...others]) await history.save(one, [message('question', null)])
      const asked = { ...chat, who: { ...chat.who, feature: 'search' } }
      await expectChange(history, asked, { title: 'Rain', pinned: true }, { title: 'Rain' })
      for (const one of others) {
        const { title, pinned = false } = await listed(history, one)
        const sentence = `To change the conversation ${shown(chat.id)} of ${shown(chat.who)} changes not ${shown(one.id)} of ${shown(one.who)}.`
        expectSame(sentence, { isRenamed: title === 'Rain', pinned }, notChanged)
      }
    },
  },
  {
    name: 'if it changes conversations: keeps all that is changed at once',
    async check(history, run) {
      if (history.update === undefined) return
      for (const id of ['a', 'b', 'c']) {
        const chat = chatOf(run, id)
        const question = message('question', null)
        const answer = message('answer', 'question')
        await history.save(chat, [question])
        await Promise.all([
          history.update(chat, { title: 'Rain' }),
          history.save(chat, [answer]),
          history.update(chat, { pinned: true }),
        ])
        const { title, pinned } = await listed(history, chat)
        const sentence = 'Of a new title, a pin and a save at once each is there.'
        expectSame(sentence, { title, pinned }, { title: 'Rain', pinned: true })
        expectPage(sentence, await history.load(chat, everything), [question, answer], false)
      }
    },
  },
]

type Expected = Partial<Record<'title' | 'pinned', unknown>>

const notChanged = { isRenamed: false, pinned: false }

/** That a change is told, and is listed, as expected. */
async function expectChange(
  history: History,
  chat: ChatKey,
  change: ChatChange,
  expected: Expected,
): Promise<void> {
  const told = await history.update?.(chat, change)
  if (told === undefined) {
    throw new Error(`The conversation ${shown(chat.id)} is there, and update gave undefined.`)
  }
  expectSummary(told)
  const found = await listed(history, chat)
  for (const [where, summary] of [
    ['update gives', told],
    ['list gives', found],
  ] as const) {
    const { title, pinned = false } = summary
    const came = { title, ...('pinned' in expected ? { pinned } : {}) }
    expectSame(`After the change ${shown(change)} ${where} what it was changed to.`, came, expected)
  }
  const sentence = 'update gives the conversation as it is listed from then on.'
  expectSame(sentence, { ...told, pinned: told.pinned ?? false }, withPin(found))
}

function withPin(summary: ChatSummary): ChatSummary {
  return { ...summary, pinned: summary.pinned ?? false }
}

async function listed(history: History, { id, who }: ChatKey): Promise<ChatSummary> {
  const { chats } = await history.list(who, { limit: 1000 })
  const found = chats.find((chat) => chat.id === id)
  if (found !== undefined) return found
  throw new Error(`The conversation ${shown(id)} was saved and is not in the list.`)
}
