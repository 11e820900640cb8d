import type { Identity } from '../../access/identityOf.ts'
import type { ChatKey, History } from '../../history/History.ts'
import { expectPage, shown } from './expectSame.ts'
import { chatOf, everything, message, type Rule } from './Rule.ts'
import { trickyIds } from './trickyIds.ts'

/** Whose a conversation is, and that nobody else meets it. */
export const ownerRules: readonly Rule[] = [
  {
    name: 'keeps conversations of one id apart by user and by tenant, and without either (T-94)',
    async check(history, run) {
      const [user, tenant] = [`ann-${run}`, `bank-${run}`]
      await checkApart(
        history,
        ofOneId(`chat-${run}`, [
          { user },
          { user: `bob-${run}` },
          { user, tenant },
          { user, tenant: `school-${run}` },
          { user: `bob-${run}`, tenant },
          { tenant },
          {},
        ]),
      )
    },
  },
  {
    name: 'keeps owners apart whose names look alike when they are put together (T-94)',
    async check(history, run) {
      const [a, b] = [`a${run}`, `b${run}`]
      await checkApart(
        history,
        ofOneId(`chat-${run}`, [
          { user: a, tenant: b },
          { user: b, tenant: a },
          ...['', ':', '.', '-', '_'].flatMap((sign) => [
            { user: a + sign + b },
            { user: b + sign + a },
            { tenant: a + sign + b },
            { tenant: b + sign + a },
          ]),
          ...['/', ',', '|', ' ', '","'].flatMap((sign) => [
            { user: a + sign + b },
            { user: b + sign + a },
          ]),
          { user: JSON.stringify([a, b]) },
          { user: JSON.stringify([b, a]) },
          { user: `x:${a}`, tenant: b },
          { user: a, tenant: `${b}:x` },
          ...['null', 'undefined', '[]', '{}', '__proto__', 'constructor', '%', '_', '*'].map(
            (user) => ({ user, tenant: b }),
          ),
          { tenant: b },
        ]),
      )
    },
  },
  {
    name: 'keeps users and tenants apart by case, accents and spaces (T-94)',
    async check(history, run) {
      await checkApart(
        history,
        [
          ...[...trickyIds, ...longest(256)].map((user) => ({ user, tenant: `bank-${run}` })),
          ...trickyIds.filter(isTenant).map((tenant) => ({ user: `ann-${run}`, tenant })),
        ].map((who) => ({ id: 'chat', who })),
      )
    },
  },
  {
    name: 'keeps conversations of one user apart by ids of any look',
    async check(history, run) {
      const { who } = chatOf(run)
      await checkApart(
        history,
        [...trickyIds, ...longest(128)].map((id) => ({ id, who })),
      )
    },
  },
  {
    name: 'takes a user for the same one whatever the feature is',
    async check(history, run) {
      const { id, who } = chatOf(run)
      const question = message('question', null)
      const answer = message('answer', 'question')
      await history.save({ id, who: { ...who, feature: 'search' } }, [question])
      await history.save({ id, who }, [answer])
      const sentence = 'The feature is not part of whose a conversation is.'
      for (const feature of ['search', 'write', undefined]) {
        const asked = feature === undefined ? who : { ...who, feature }
        const page = await history.load({ id, who: asked }, everything)
        expectPage(sentence, page, [question, answer], false)
      }
    },
  },
]

/** Two names of so many emoji, each 2 UTF-16 units and 4 bytes of UTF-8, that only their last one tells apart. */
function longest(emoji: number): readonly string[] {
  return ['👍', '👎'].map((last) => '🙂'.repeat(emoji - 1) + last)
}

/** What a tenant may be called. */
function isTenant(name: string): boolean {
  return /^[\w.:-]{1,64}$/.test(name)
}

function ofOneId(id: string, owners: readonly Identity[]): readonly ChatKey[] {
  return owners.map((who) => ({ id, who }))
}

/** Each conversation has a message of its own and one whose id all have, and none of them another. */
async function checkApart(history: History, chats: readonly ChatKey[]): Promise<void> {
  const saved = chats.map((_, at) => [
    message('shared', null, `Of ${at}.`),
    message(`own-${at}`, null),
  ])
  for (const [at, chat] of chats.entries()) await history.save(chat, saved[at] ?? [])
  for (const [at, chat] of chats.entries()) {
    const sentence = `The conversation ${shown(chat.id)} of ${shown(chat.who)} has its own messages and no others.`
    expectPage(sentence, await history.load(chat, everything), saved[at] ?? [], false)
  }
}
