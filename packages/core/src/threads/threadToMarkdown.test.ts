import type { Message, Part } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { enclosedMarkdown } from './enclosedMarkdown.ts'
import type { StoredThread } from './Thread.ts'
import { threadToMarkdown } from './threadToMarkdown.ts'

const thread: StoredThread = {
  id: 't',
  title: 'How far do *bees* fly?',
  renamed: true,
  pinned: false,
  createdAt: Date.UTC(2026, 10, 29, 9, 16),
  updatedAt: 0,
}

function message(role: Message['role'], content: string | Part[], createdAt?: number): Message {
  const parts: Part[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const metadata =
    createdAt === undefined ? {} : { metadata: { millrace: { timings: { createdAt } } } }
  return { id: `${role}-${createdAt}`, role, parts, ...metadata }
}

test('says the title and the day, who said what and when, files and sources', () => {
  const text = threadToMarkdown(thread, [
    message(
      'user',
      [
        { type: 'file', mediaType: 'application/pdf', filename: 'notes [1].pdf', url: 'data:,x' },
        { type: 'text', text: 'How far?\nAnd why?' },
      ],
      Date.UTC(2026, 10, 29, 9, 16),
    ),
    message('assistant', [
      { type: 'reasoning', text: 'Let me think.' },
      { type: 'text', text: '## Far\n\nThree **kilometres**:\n\n```ts\nconst far = 3\n```' },
      { type: 'source-url', sourceId: '1', url: 'https://example.com/a(b)>', title: 'How [far]' },
      { type: 'source-url', sourceId: '2', url: 'javascript:alert(1)', title: 'Evil' },
      { type: 'source-document', sourceId: '3', mediaType: 'text/plain', title: 'Notes' },
    ]),
  ])
  expect(text).toBe(String.raw`# How far do \*bees\* fly?

2026-11-29 09:16 UTC

## You, 2026-11-29 09:16 UTC

> How far?
> And why?

- Attachment: notes \[1\].pdf, application/pdf

## Assistant

#### Far

Three **kilometres**:

${'```'}ts
const far = 3
${'```'}

Sources:

- [How \[far\]](<https://example.com/a(b)%3E>)
- Evil
- Notes
`)
})

test('words are those of the reader', () => {
  const text = threadToMarkdown({ ...thread, title: '' }, [message('user', 'Ja?')], {
    authors: { user: 'Ich', assistant: 'Assistent', system: 'Hinweis' },
    attachment: 'Anlage',
    sources: 'Quellen',
    untitled: 'Unterhaltung',
    moment: (time) => String(time),
  })
  expect(text).toContain('## Ich\n\n> Ja?')
})

test.each([
  ['an open fence is closed', '```ts\nlet a', '```ts\nlet a\n```'],
  ['a longer one by one that is as long', '~~~~\n~~~\na', '~~~~\n~~~\na\n~~~~'],
  ['what is whole stays as it is', '1. Do:\n\n   ```sh\n   ls <dir>\n   ```\n2. Done', undefined],
  ['code in a line stays as it is', 'Use `<div>` and `` `![a](b)` ``.', undefined],
  ['links stay, and what is smaller', '[a](b) <https://example.com> 1 < 2', undefined],
  [
    'images become links (T-48)',
    '![a](https://evil.example/?d=1) [![b](c)](d)',
    '[a](https://evil.example/?d=1) [[b](c)](d)',
  ],
  [
    'HTML becomes words',
    '<b>a</b> <!-- x --> <img src=x>',
    String.raw`\<b>a\</b> \<!-- x --> \<img src=x>`,
  ],
  ['where a span may go on in the next line, in all of them', '`a\n<b> `', '`a\n\\<b> `'],
  [
    'headings are below ours',
    '# a\n\n###### b\n\nc\n---\nd\n===',
    '### a\n\n###### b\n\nc\n\n---\n\nd\n\n===\n',
  ],
  ['a line of dashes makes none of another one', '===\n---', '\n===\n\n\n---\n'],
  ['nor of an item in which nothing is', '\t[a]: b\n- \n- ', '\t[a]: b\n\n- \n\n\n- \n'],
  [
    'where a fence stands in a quote, all of it is shown as it was written',
    '> ```\n<b>',
    '````markdown\n> ```\n<b>\n````',
  ],
  ['and where it stands behind a marker', '- ```\n  a', '````markdown\n- ```\n  a\n````'],
])('%s', (_, given, expected) => {
  expect(enclosedMarkdown(given)).toBe(expected ?? given)
})

test('huge answers take no time (T-53)', () => {
  for (const mark of ['`', '` ``', '<', '![', '\\', '#', '> ```\n', '- ', '```\n', 'a`\n']) {
    const started = performance.now()
    enclosedMarkdown(mark.repeat(200_000))
    expect(performance.now() - started, mark).toBeLessThan(20_000)
  }
})
