import { type Message, textOf } from '@millrace/protocol'
import { everyPart } from './everyPart.ts'
import { expectMessage, expectPage, expectSame } from './expectSame.ts'
import { trickyIds } from './trickyIds.ts'
import { chatOf, everything, message, type Rule } from './Rule.ts'

/** Each a trap for somebody's encoding, escaping, trimming or normalizing. */
const texts: Readonly<Record<string, string>> = {
  emoji: '👩‍👩‍👧‍👦 🇨🇭 👍🏽 ❤️ 𝒳 🫠',
  scripts: 'Zürich, Ελλάδα, Київ, हिन्दी, ไทย, 한국어, 日本語, 𠮷野家',
  'right to left': 'مرحبا (hello) שלום \u202Eabc\u202C \u2067def\u2069',
  accents: '\u00E9 is not e\u0301, \u00C5 is not \u212B',
  quotes: `'; DROP TABLE messages; -- " \` \\ \\' \\n $1 $$ :name ? @p %s {0} \${x}`,
  spaces: ' \t a  b\r\nc\nd\re \u00A0\u2003\u200B\u2028\u2029\uFEFF ',
  controls: '\u0001\u0008\u001B[31m\u007F\u0085\uFFFD\uFFFE',
  markup: '<script>alert(1)</script> &amp; &#39; ]]> <!-- -->',
  numbers: '007',
  'what looks like JSON': '{"a":"\\u0041"}',
}

/** That what was saved comes back as it was. */
export const contentRules: readonly Rule[] = [
  {
    name: 'gives an empty page of a conversation that it does not know',
    async check(history, run) {
      const sentence = 'A conversation to which nothing was saved is empty.'
      expectPage(sentence, await history.load(chatOf(run), everything), [], false)
    },
  },
  {
    name: 'gives back every kind of part, and metadata, as they were saved',
    async check(history, run) {
      const question = message('question', null)
      const system: Message = { id: 'system', role: 'system', parts: [] }
      const saved = [system, question, everyPart]
      await history.save(chatOf(run), saved)
      expectPage(equal, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'gives back text of every script, emoji, quotes, spaces and controls to the letter',
    async check(history, run) {
      const saved = Object.entries(texts).map(([id, text]) => message(id, null, text))
      await history.save(chatOf(run), saved)
      expectPage(equal, await history.load(chatOf(run), everything), saved, false)
    },
  },
  {
    name: 'keeps the rest of a message with a NUL or half a surrogate pair in it',
    async check(history, run) {
      const saved = message('hurt', null, 'one \u0000 two \uD83D three \uDE00 four')
      await history.save(chatOf(run), [saved])
      const sentence =
        'Only NUL and halves of surrogate pairs may be replaced or left out: the rest of the message stays.'
      const page = await history.load(chatOf(run), everything)
      const came = page.messages.map((one) => ({ ...one, parts: [withoutHurt(textOf(one))] }))
      const expected = { ...saved, parts: ['one  two  three  four'] }
      expectSame(sentence, came, [expected])
    },
  },
  {
    name: 'gives back keys named __proto__ and constructor as the data that they are (T-70)',
    async check(history, run) {
      const data: unknown = JSON.parse(
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}',
      )
      const saved: Message = { ...message('keys', null), parts: [{ type: 'data-keys', data }] }
      await history.save(chatOf(run), [saved])
      expectPage(equal, await history.load(chatOf(run), everything), [saved], false)
      expectSame(
        'A key in a message must not become a property of every object.',
        Reflect.get({}, 'polluted'),
        undefined,
      )
    },
  },
  {
    name: 'gives back an output of 200 KB whole',
    async check(history, run) {
      const output = Array.from({ length: 2000 }, (_, row) => `${row}: ${'ä0🙂'.repeat(12)}`)
      const saved: Message = {
        ...message('answer', null),
        parts: [
          {
            type: 'tool-rows',
            toolCallId: 'call',
            state: 'output-available',
            input: {},
            output,
          },
          { type: 'text', text: 'x'.repeat(200_000) },
        ],
      }
      await history.save(chatOf(run), [saved])
      expectPage(equal, await history.load(chatOf(run), everything), [saved], false)
    },
  },
  {
    name: 'keeps what it was given, whatever becomes of the given and of what it gave',
    async check(history, run) {
      const saved = message('question', null, 'As it was.')
      const given = structuredClone(saved)
      const batch = [given]
      await history.save(chatOf(run), batch)
      given.parts.push({ type: 'text', text: 'Written into what was saved.' })
      batch.push(message('another', null))
      const sentence = 'Who changes a message after it was saved must not change what is stored.'
      const page = await history.load(chatOf(run), everything)
      expectPage(sentence, page, [saved], false)
      page.messages[0]?.parts.push({ type: 'text', text: 'Written into what was loaded.' })
      const again = 'Who changes a message that was loaded must not change what is stored.'
      expectPage(again, await history.load(chatOf(run), everything), [saved], false)
    },
  },
  {
    name: 'knows messages by ids of any look',
    async check(history, run) {
      const saved = trickyIds.map((id, at) =>
        message(id, trickyIds[at - 1] ?? null, `The message ${at}.`),
      )
      await history.save(chatOf(run), saved)
      const sentence = 'Ids are compared as they are: case, accents and spaces count.'
      expectPage(sentence, await history.load(chatOf(run), everything), saved, false)
      for (const [at, one] of saved.entries()) {
        const page = await history.load(chatOf(run), { upTo: one.id, limit: 1 })
        expectPage(`${sentence} The page ends with that message.`, page, [one], at > 0)
        const changed = { ...one, parts: [{ type: 'text' as const, text: 'Changed.' }] }
        await history.save(chatOf(run), [changed])
        const after = await history.load(chatOf(run), { upTo: one.id, limit: 1 })
        expectMessage(sentence, after.messages[0], changed)
      }
      const length = (await history.load(chatOf(run), everything)).messages.length
      expectSame('Saving them again adds none.', length, saved.length)
    },
  },
]

const equal = 'What was saved comes back equal.'

/** Without what a database need not be able to store, and what it may have put in its place. */
function withoutHurt(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(/\uFFFD|\p{Surrogate}/gu, '')
}
