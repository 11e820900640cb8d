import type { Message } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { firstLineTitle } from './firstLineTitle.ts'

function asked(text: string): Message {
  return { id: 'q', role: 'user', parts: [{ type: 'text', text }] }
}

const answer: Message = { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }

test.each([
  ['How far do bees fly?', 'How far do bees fly?'],
  ['\n\n  \n## How far?\nAnd why?', 'How far?'],
  ['> quoted **bold** and _thin_ words', 'quoted bold and thin words'],
  ['- [ ] a task', 'a task'],
  ['12. the twelfth', 'the twelfth'],
  ['```ts\nconst bees = 1\n```', 'const bees = 1'],
  ['---\nBelow a rule', 'Below a rule'],
  ['What is `Array.from` and [this](https://example.com)?', 'What is Array.from and this?'],
  ['![A bee](https://evil.example/?d=1) here', 'A bee here'],
  ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
  [String.raw`\# no heading \*`, '# no heading *'],
  ['C# and F#', 'C# and F#'],
  ['\u202eevil\u2066 \u0007words', 'evil words'],
])('%j is called %j', (text, title) => {
  expect(firstLineTitle([answer, asked(text), asked('later')])).toBe(title)
})

test('a long line is cut behind a word, and where there are no words between characters', () => {
  const cut = firstLineTitle([
    asked('Tell me everything that is known about the flight of bees in July.'),
  ])
  expect(cut).toBe('Tell me everything that is known about the flight of bees…')
  expect(firstLineTitle([asked('字'.repeat(100))])).toBe(`${'字'.repeat(59)}…`)
  const families = '👨‍👩‍👧‍👦'.repeat(100)
  const title = firstLineTitle([asked(families)]) ?? ''
  expect(title).toMatch(/^(?:👨‍👩‍👧‍👦)+…$/u)
  expect(title.length).toBeLessThanOrEqual(200)
  expect(firstLineTitle([asked(`${'word '.repeat(11)}word`)])).toBe(`${'word '.repeat(11)}word`)
})

test('a question without words is called by its file, one without either is called nothing', () => {
  const file = {
    type: 'file',
    mediaType: 'image/png',
    filename: 'bee\u202e.png',
    url: 'data:,',
  } as const
  expect(firstLineTitle([{ id: 'q', role: 'user', parts: [file] }])).toBe('bee.png')
  expect(firstLineTitle([{ id: 'q', role: 'user', parts: [] }])).toBeUndefined()
  expect(firstLineTitle([asked('``` ```\n***\n\u200b')])).toBeUndefined()
  expect(firstLineTitle([answer])).toBeUndefined()
  expect(firstLineTitle([])).toBeUndefined()
})

test('hostile lines take no time (T-53)', () => {
  for (const text of ['[', '*', '`', '> ', '- ', '\\', '[](', '_ ', '\n'].map((mark) =>
    mark.repeat(300_000),
  )) {
    const started = performance.now()
    firstLineTitle([asked(text)])
    expect(performance.now() - started, text.slice(0, 4)).toBeLessThan(500)
  }
})
