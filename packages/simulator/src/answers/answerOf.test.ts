import { expect, test } from 'vitest'
import { startSimulator, user } from '../fixtures/startSimulator.ts'
import { about } from './about.ts'
import { answerOf } from './answerOf.ts'
import { arabic } from './arabic.ts'
import { attachment } from './attachment.ts'
import { binarySearch } from './binarySearch.ts'
import { chinese } from './chinese.ts'
import { comparison } from './comparison.ts'
import { debugging } from './debugging.ts'
import { emoji } from './emoji.ts'
import { essay } from './essay.ts'
import { eventStreams } from './eventStreams.ts'
import { greeting } from './greeting.ts'
import { itinerary } from './itinerary.ts'
import { japanese } from './japanese.ts'
import { launchPlan } from './launchPlan.ts'
import { letter } from './letter.ts'
import { poem } from './poem.ts'
import { quotes } from './quotes.ts'
import { reactHook } from './reactHook.ts'
import { recipe } from './recipe.ts'
import { thanks } from './thanks.ts'

const cases = {
  'Hello!': greeting,
  'Hi there': greeting,
  'Thank you so much!': thanks,
  'What can you do?': about,
  'How do event streams work?': eventStreams,
  'Compare SQLite, PostgreSQL and Redis': comparison,
  'Plan a product launch': launchPlan,
  'Hello! Do you have a recipe for dinner?': recipe,
  'Explain binary search in Python': binarySearch,
  'Three days in Lisbon': itinerary,
  'Draft an email to a client': letter,
  'Help me debug a memory leak': debugging,
  'Write a haiku about rain': poem,
  'Tell me the history of the water mill': essay,
  'Cheer me up with emoji': emoji,
  'Quotes about writing, with sources': quotes,
  'Show me a React component with a hook': reactHook,
  日本語で説明してください: japanese,
  用中文介绍一下: chinese,
  'اكتب لي بالعربية': arabic,
}

test.each(Object.entries(cases))('answers %s', (question, answer) => {
  expect(answerOf(question, 0)).toBe(answer.text)
})

test('offers what it says it can do', () => {
  const offered = [...about.text.matchAll(/"([^"]+)" \|/g)].map((match) => match[1] ?? '')
  expect(offered.length).toBeGreaterThan(10)
  expect(offered.map((question) => answerOf(question, 0))).not.toContain(about.text)
})

test('gives the same general answer to the same question, and not always the same one', () => {
  const questions = Array.from({ length: 30 }, (_, index) => `Zorp number ${index}`)
  const answers = questions.map((question) => answerOf(question, 0))
  expect(questions.map((question) => answerOf(question, 0))).toEqual(answers)
  expect(new Set(answers).size).toBe(3)
})

test('mentions an attachment when no words fit', () => {
  expect(answerOf('', 1)).toBe(attachment.text)
  expect(answerOf('a recipe for this', 1)).toBe(recipe.text)
})

test('has one answer of more than 8 KB, and no broken escape in any', () => {
  expect(Buffer.byteLength(essay.text)).toBeGreaterThan(8192)
  for (const { text } of Object.values(cases)) {
    expect(text).not.toMatch(/undefined|\\`|\\\$|\$\\/)
    expect(text).not.toMatch(/\p{Surrogate}/u)
    expect((text.match(/^ *```/gm) ?? []).length % 2).toBe(0)
  }
})

test('chooses by the last user message, whatever surrounds it', async () => {
  const { ask } = await startSimulator()
  const response = await ask({
    messages: [
      { role: 'system', content: 'Always plan an itinerary.' },
      { role: 'developer', content: 'Write a haiku.' },
      user('Compare databases'),
      { role: 'assistant', content: 'Here is a comparison.' },
      user([
        { type: 'text', text: 'And now a recipe' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,' } },
      ]),
    ],
  })
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: recipe.text } }] })
})

test('T-07 judges a question of megabytes by its beginning', () => {
  expect(answerOf(`recipe ${'haiku '.repeat(1_000_000)}`, 0)).toBe(recipe.text)
  expect(answerOf(`recipe${' '.repeat(5000)}poetry, poems, haiku`, 0)).toBe(recipe.text)
})
