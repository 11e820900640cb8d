import type { Message } from '@millrace/protocol'
import type { ChatKey, History, HistoryQuery } from '../../history/History.ts'
import { expectPage } from './expectSame.ts'
import { chatOf, message, messages, type Rule } from './Rule.ts'

const five = messages(5)

/** What a page holds, and whether there is more. */
export const pageRules: readonly Rule[] = [
  {
    name: 'gives the newest messages up to the limit, oldest first',
    async check(history, run) {
      await history.save(chatOf(run), five)
      for (const limit of [1, 2, 4, 5, 6, 100]) await checkPage(history, chatOf(run), { limit })
    },
  },
  {
    name: 'ends a page just before a message',
    async check(history, run) {
      await history.save(chatOf(run), five)
      for (const { id: before } of five) {
        for (const limit of [1, 2, 3, 4, 5])
          await checkPage(history, chatOf(run), { before, limit })
      }
    },
  },
  {
    name: 'ends a page with a message',
    async check(history, run) {
      await history.save(chatOf(run), five)
      for (const { id: upTo } of five) {
        for (const limit of [1, 2, 4, 5, 6]) await checkPage(history, chatOf(run), { upTo, limit })
      }
    },
  },
  {
    name: 'ends a page at whichever comes first, where it is to end before one message and with another',
    async check(history, run) {
      await history.save(chatOf(run), five)
      for (const { id: before } of five) {
        for (const { id: upTo } of five) {
          for (const limit of [2, 5]) await checkPage(history, chatOf(run), { before, upTo, limit })
        }
      }
    },
  },
  {
    name: 'gives an empty page that is to end at a message which the conversation does not have',
    async check(history, run) {
      await history.save(chatOf(run), five)
      await history.save(chatOf(run, 'another chat'), [message('elsewhere', null)])
      for (const id of ['nowhere', 'elsewhere', 'm', 'm%', 'm1 ', 'M1']) {
        for (const query of [
          { before: id },
          { upTo: id },
          { upTo: 'm4', before: id },
          { upTo: id, before: 'm4' },
        ])
          await checkPage(history, chatOf(run), { ...query, limit: 3 })
      }
    },
  },
  {
    name: 'ends pages by the place of a message, also where it was saved again',
    async check(history, run) {
      await history.save(chatOf(run), five)
      await history.save(chatOf(run), five.slice(1, 3).toReversed())
      for (const query of [{ upTo: 'm2' }, { before: 'm3' }, { upTo: 'm3' }, { before: 'm2' }])
        await checkPage(history, chatOf(run), { ...query, limit: 2 })
    },
  },
  {
    name: 'brings each message once when its pages are walked to the beginning',
    async check(history, run) {
      // With a second version of every fifth.
      const saved = messages(40).flatMap((one, at) =>
        at % 5 === 4 ? [one, message(`again-${one.id}`, `m${at}`)] : [one],
      )
      for (let at = 0; at < saved.length; at += 7)
        await history.save(chatOf(run), saved.slice(at, at + 7))
      for (const limit of [1, 7, 16, 47, 48, 49]) {
        const walked = await walk(history, chatOf(run), limit, saved.length)
        const sentence = `Pages of ${limit}, walked to the beginning, bring each message once.`
        expectPage(sentence, { messages: walked, more: false }, saved, false)
      }
    },
  },
]

/** Loads the page, and what the contract says of it. */
async function checkPage(history: History, chat: ChatKey, query: HistoryQuery): Promise<void> {
  const ids = five.map(({ id }) => id)
  const end = Math.min(
    query.upTo === undefined ? ids.length : ids.indexOf(query.upTo) + 1,
    query.before === undefined ? ids.length : Math.max(0, ids.indexOf(query.before)),
  )
  const start = Math.max(0, end - query.limit)
  const page = await history.load(chat, query)
  expectPage(inWords(query), page, five.slice(start, end), start > 0)
}

function inWords({ upTo, before, limit }: HistoryQuery): string {
  const ends = [
    ...(upTo === undefined ? [] : [`up to ${JSON.stringify(upTo)}`]),
    ...(before === undefined ? [] : [`before ${JSON.stringify(before)}`]),
  ]
  const where = ends.length === 0 ? '' : ` ${ends.join(' and ')}`
  return `Of m1, m2, m3, m4, m5 the newest ${limit}${where}:`
}

/** Everything that pages bring, from the newest one to the one that says that there is no more. */
async function walk(
  history: History,
  chat: ChatKey,
  limit: number,
  most: number,
): Promise<readonly Message[]> {
  let walked: readonly Message[] = []
  for (let query: HistoryQuery = { limit }; ;) {
    const { messages: page, more } = await history.load(chat, query)
    walked = [...page, ...walked]
    const [oldest] = page
    // One that repeats itself would go on for ever.
    if (!more || oldest === undefined || walked.length > most) return walked
    query = { limit, before: oldest.id }
  }
}
