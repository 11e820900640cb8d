import type { ChatKey, History } from '../../history/History.ts'
import { expectPage, expectSame, shown } from './expectSame.ts'
import { chatOf, everything, message, moment, otherOwners, type Rule } from './Rule.ts'
import { trickyIds } from './trickyIds.ts'

/** What removing does, where a history removes. */
export const removeRules: readonly Rule[] = [
  {
    name: 'if it removes conversations: one that was removed is unknown',
    async check(history, run) {
      if (history.remove === undefined) return
      const { who } = chatOf(run)
      const saved = [message('question', null), message('answer', 'question')]
      for (const id of ['a', 'b', 'c']) {
        await history.save({ id, who }, saved)
        await moment()
      }
      await history.remove({ id: 'b', who: { ...who, feature: 'search' } })
      const sentence = 'A conversation that was removed is unknown:'
      const { chats, more } = await history.list(who, { limit: 2 })
      const list = { ids: chats.map(({ id }) => id), more }
      expectSame(`${sentence} it is not listed.`, list, { ids: ['c', 'a'], more: false })
      const page = await history.load({ id: 'b', who }, everything)
      expectPage(`${sentence} it is empty.`, page, [], false)
      const upTo = await history.load({ id: 'b', who }, { upTo: 'answer', limit: 1 })
      expectPage(`${sentence} its messages are not found.`, upTo, [], false)
      if (history.update === undefined) return
      const told = await history.update({ id: 'b', who }, { pinned: true })
      expectSame(`${sentence} it cannot be changed.`, told, undefined)
    },
  },
  {
    name: 'if it removes conversations: takes one that is not there for removed',
    async check(history, run) {
      if (history.remove === undefined) return
      const chat = chatOf(run)
      const sentence = 'To remove what is not there is as good as to remove what is.'
      await resolves(sentence, history.remove(chat))
      await history.save(chat, [message('question', null)])
      await resolves(sentence, history.remove(chat))
      await resolves(sentence, history.remove(chat))
      expectSame(sentence, await history.list(chat.who, { limit: 1 }), { chats: [], more: false })
    },
  },
  {
    name: 'if it removes conversations: removes none of anybody else, and no other one (T-94)',
    async check(history, run) {
      if (history.remove === undefined) return
      const chat = chatOf(run)
      const others: readonly ChatKey[] = [
        ...otherOwners(run).map((who) => ({ id: chat.id, who })),
        ...['chat ', 'Chat', 'ch', '%', 'chat%', '____', ...trickyIds].map((id) => ({
          id,
          who: chat.who,
        })),
      ]
      const saved = [message('question', null), message('answer', 'question')]
      for (const one of [chat, ...others]) await history.save(one, saved)
      await history.remove(chat)
      for (const one of others) {
        const sentence = `To remove the conversation ${shown(chat.id)} of ${shown(chat.who)} removes not ${shown(one.id)} of ${shown(one.who)}.`
        expectPage(sentence, await history.load(one, everything), saved, false)
        expectSame(sentence, await isListed(history, one), true)
      }
    },
  },
  {
    name: 'if it removes conversations: what is saved under the id of a removed one begins a new one',
    async check(history, run) {
      if (history.remove === undefined) return
      const chat = chatOf(run)
      await history.save(chat, [message('a', null), message('answer', 'a'), message('b', 'answer')])
      await history.update?.(chat, { title: 'Rain', pinned: true })
      await history.remove(chat)
      await moment()
      const saved = [message('b', null, 'Something else.'), message('a', 'b')]
      await history.save(chat, saved)
      const sentence = 'A conversation that begins under the id of a removed one has nothing of it:'
      const page = await history.load(chat, everything)
      expectPage(`${sentence} it has the new messages.`, page, saved, false)
      const { chats } = await history.list(chat.who, { limit: 10 })
      const came = chats.map(({ id, title, pinned = false, createdAt, updatedAt }) => ({
        id,
        isRenamed: title === 'Rain',
        pinned,
        isOlder: createdAt !== undefined && createdAt < updatedAt,
      }))
      const expected = [{ id: chat.id, isRenamed: false, pinned: false, isOlder: false }]
      expectSame(`${sentence} neither its title nor its pin nor its time.`, came, expected)
    },
  },
  {
    name: 'if it removes conversations: leaves no half of one that is saved to at the same moment',
    async check(history, run) {
      if (history.remove === undefined) return
      const chat = chatOf(run)
      await history.save(chat, [message('question', null)])
      const save = (at: number) => history.save(chat, [message(`answer-${at}`, 'question')])
      await Promise.all([
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(save),
        history.remove(chat),
        ...[11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map(save),
      ])
      const { messages } = await history.load(chat, everything)
      const sentence =
        'A conversation that is removed and saved to at once is listed, and has messages, or neither.'
      const came = { listed: await isListed(history, chat), messages: messages.length > 0 }
      expectSame(sentence, came, { listed: came.messages, messages: came.messages })
    },
  },
]

async function isListed(history: History, { id, who }: ChatKey): Promise<boolean> {
  const { chats } = await history.list(who, { limit: 1000 })
  return chats.some((chat) => chat.id === id)
}

async function resolves(sentence: string, removing: Promise<void>): Promise<void> {
  try {
    await removing
  } catch (error) {
    throw new Error(`${sentence} It threw ${String(error)}.`, { cause: error })
  }
}
