import type { Identity } from '../../access/identityOf.ts'
import type { ChatList, ChatSummary, History } from '../../history/History.ts'
import { expectSame, shown } from './expectSame.ts'
import { expectSummary } from './expectSummary.ts'
import { chatOf, message, moment, type Rule } from './Rule.ts'
import { trickyIds } from './trickyIds.ts'

/** A user's conversations. */
export const listRules: readonly Rule[] = [
  {
    name: 'lists no conversation of a user who has none',
    async check(history, run) {
      const { chats, more } = await history.list(chatOf(run).who, { limit: 10 })
      const sentence = 'The list of a user to whom nothing was saved is empty.'
      expectSame(sentence, { chats, more }, { chats: [], more: false })
    },
  },
  {
    name: 'lists a conversation once, with its title as text and its time in milliseconds',
    async check(history, run) {
      const chat = chatOf(run)
      await history.save(chat, [message('question', null, 'What is "rain"?\nAnd why? 🌧️')])
      await history.save(chat, [message('answer', 'question')])
      const list = await history.list(chat.who, { limit: 10 })
      expectIds('A conversation that was written to twice is listed once.', list, [chat.id], false)
      const [{ updatedAt } = { updatedAt: NaN }] = list.chats
      await moment()
      await history.save(chat, [message('answer', 'question', 'All of it.')])
      const later = await history.list(chat.who, { limit: 10 })
      expectIds('A conversation that was written to again is listed once.', later, [chat.id], false)
      const [{ updatedAt: newer } = { updatedAt: NaN }] = later.chats
      if (newer > updatedAt) return
      throw new Error(
        `A write that replaces a message is one, too: expected \`updatedAt\` after ${updatedAt}, came ${newer}.`,
      )
    },
  },
  {
    name: 'lists the conversation first that was written to last',
    async check(history, run) {
      const { who } = chatOf(run)
      for (const id of ['b', 'a', 'c', 'b']) {
        await history.save({ id, who }, [message('question', null)])
        await moment()
      }
      await history.save({ id: 'a', who }, [message('answer', 'question')])
      const sentence = 'After writes to b, a, c, b and a:'
      expectIds(sentence, await history.list(who, { limit: 10 }), ['a', 'b', 'c'], false)
    },
  },
  {
    name: 'lists pages of conversations',
    async check(history, run) {
      const { who } = chatOf(run)
      const order = ['e', 'd', 'c', 'b', 'a']
      for (const id of order.toReversed()) {
        await history.save({ id, who }, [message('question', null)])
        await moment()
      }
      for (const [at, after] of [undefined, ...order].entries()) {
        for (const limit of [1, 2, 4, 5, 6]) {
          const list = await history.list(who, { limit, ...(after === undefined ? {} : { after }) })
          const where = after === undefined ? '' : ` after ${after}`
          const sentence = `Of the conversations e, d, c, b, a the first ${limit}${where}:`
          expectIds(sentence, list, order.slice(at, at + limit), at + limit < order.length)
        }
      }
    },
  },
  {
    name: 'lists each conversation once by pages, also those that were written to at one moment',
    async check(history, run) {
      const { who } = chatOf(run)
      const saved = Array.from({ length: 23 }, (_, at) => `chat-${at}`)
      await Promise.all(saved.map((id) => history.save({ id, who }, [message('question', null)])))
      for (const limit of [1, 5, 23]) {
        const walked = await walk(history, who, limit, saved.length)
        const sentence = `Pages of ${limit} conversations, walked to the end, bring each of them once.`
        expectSame(sentence, walked.toSorted(), saved.toSorted())
      }
    },
  },
  {
    name: 'lists ids of any look as they are',
    async check(history, run) {
      const { who } = chatOf(run)
      for (const id of trickyIds) await history.save({ id, who }, [message('question', null)])
      const sentence = 'Each conversation is listed by the id under which it was saved.'
      expectSame(
        sentence,
        (await walk(history, who, 10, trickyIds.length)).toSorted(),
        trickyIds.toSorted(),
      )
    },
  },
  {
    name: 'lists no conversation of anybody else (T-94)',
    async check(history, run) {
      const [user, tenant] = [`ann-${run}`, `bank-${run}`]
      const owners: readonly Identity[] = [
        { user },
        { user, tenant },
        { user: `bob-${run}` },
        { user: `bob-${run}`, tenant },
        { tenant },
        { user: `ann-${run.toUpperCase()}` },
        { user: `${tenant}:${user}` },
        { user: tenant, tenant: user },
      ]
      for (const [at, who] of owners.entries()) {
        for (const id of [`first-${at}`, 'of all', `last-${at}`]) {
          await history.save({ id, who }, [message('question', null)])
          await moment()
        }
      }
      for (const [at, who] of owners.entries()) {
        const sentence = `The list of ${shown(who)} has the conversations of nobody else.`
        const list = await history.list({ ...who, feature: 'search' }, { limit: 100 })
        expectIds(sentence, list, [`last-${at}`, 'of all', `first-${at}`], false)
        const rest = await history.list(who, { after: 'of all', limit: 100 })
        expectIds(sentence, rest, [`first-${at}`], false)
      }
    },
  },
]

/** Conversations by their ids in order, each of them as it should look. */
function expectIds(sentence: string, list: ChatList, ids: readonly string[], more: boolean): void {
  if (!Array.isArray(list?.chats)) {
    throw new Error(`${sentence} Expected a page with a list of chats, came ${shown(list)}.`)
  }
  const chats: readonly ChatSummary[] = list.chats
  expectSame(
    sentence,
    chats.map(({ id }) => id),
    ids,
  )
  expectSame(`${sentence} \`more\` says whether there are others after these.`, list.more, more)
  chats.forEach(expectSummary)
}

/** The ids that pages bring, from the first one to the one that says that there is no more. */
async function walk(
  history: History,
  who: Identity,
  limit: number,
  most: number,
): Promise<readonly string[]> {
  const walked: string[] = []
  for (let after: string | undefined; ;) {
    const { chats, more } = await history.list(who, {
      limit,
      ...(after === undefined ? {} : { after }),
    })
    walked.push(...chats.map(({ id }) => id))
    after = chats.at(-1)?.id
    // One that repeats itself would go on for ever.
    if (!more || after === undefined || walked.length > most) return walked
  }
}
