import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createSimulator } from '@millrace/simulator'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { checkFiles, writeFiles } from './checkFiles.ts'
import { filesOf } from './filesOf.ts'
import { readPage, readPages } from './readPage.ts'
import { type Outcome, runFiles } from './runFiles.ts'

const root = join(import.meta.dirname, '../..')
const pages = readPages(root)
const files = pages.flatMap(filesOf)
const written = writeFiles(root, files)
afterAll(written.remove)

/** What the check says of one page. */
function problemsOf(...lines: readonly string[]): readonly string[] {
  const own = filesOf(readPage('docs/page.md', lines.join('\n')))
  const { folder, remove } = writeFiles(root, own)
  try {
    return checkFiles(root, folder, own)
  } finally {
    remove()
  }
}

describe('every block of the documentation', () => {
  test('is there', () => {
    expect(pages.length).toBeGreaterThan(40)
    expect(files.length).toBeGreaterThan(150)
  })

  test('is right in its language', () => {
    expect(checkFiles(root, written.folder, files)).toEqual([])
  })

  test('has no mark that means nothing', () => {
    const known = new Set(['run', 'continued', 'background'])
    const strange = pages.flatMap(({ path, blocks }) =>
      blocks.flatMap(({ marks, line }) =>
        marks.filter((mark) => !known.has(mark)).map((mark) => `${path}:${line} ${mark}`),
      ),
    )
    expect(strange).toEqual([])
  })
})

test('every link of the documentation leads somewhere', () => {
  const lost = pages
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path }) =>
      linksIn(path).flatMap((link) => {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? path : join(dirname(path), file)
        if (!existsSync(join(root, target))) return [`${path}: ${link}`]
        if (anchor === undefined || !target.endsWith('.md')) return []
        return anchorsOf(target).includes(anchor) ? [] : [`${path}: ${link}`]
      }),
    )
  expect(lost).toEqual([])
})

/** Links and pictures within the repository, without those in code. */
function linksIn(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/^```[^]*?^```/gm, '')
  const links = [...text.matchAll(/(?:\]\(|src=")([^)\s"]+)[)"]/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/^```[^]*?^```/gm, '')
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('what is marked to be run', () => {
  const runnable = files.filter(({ marks }) => marks.includes('run'))
  let outcomes: readonly Outcome[] = []

  beforeAll(async () => {
    const provider = await createSimulator({ pacing: 'none' }).listen()
    const env = {
      OPENAI_BASE_URL: provider.baseURL,
      OPENAI_API_KEY: 'any',
      GROQ_BASE_URL: provider.baseURL,
      GROQ_API_KEY: 'any',
      CHAT_SECRET: 'a secret of 32 letters or more.',
      REDIS_URL: inject('redisUrl'),
    }
    const paths = runnable.map(({ path }) => path)
    outcomes = await runFiles(written.folder, paths, env).finally(provider.close)
  }, 120_000)

  test('is of many pages', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(8)
  })

  test.each(runnable)('$path runs', ({ path, printed }) => {
    const outcome = outcomes.find((one) => one.path === path)
    expect(outcome?.thrown).toBeUndefined()
    expect(outcome).toBeDefined()
    if (printed !== undefined) expect(outcome?.printed).toBe(printed)
  })
})

describe('the check', () => {
  test('names the line of the page that is wrong', () => {
    const page = [
      '# Page',
      '',
      '```ts',
      'export const one: number = 1',
      "export const two: number = 'two'",
      '```',
    ]
    expect(problemsOf(...page)).toEqual([
      "docs/page.md:5 error TS2322: Type 'string' is not assignable to type 'number'.",
    ])
  })

  test('knows our packages and what they need', () => {
    const page = [
      '```tsx',
      "import { Chat } from '@millrace/react'",
      'export const App = () => <Chat api={1} />',
      '```',
    ]
    expect(problemsOf(...page)).toEqual([
      "docs/page.md:3 error TS2322: Type 'number' is not assignable to type 'string'.",
    ])
  })

  test('lets a block go on from the one before it', () => {
    const first = ['```ts', 'const one = 1', '```', 'Then:']
    expect(problemsOf(...first, '```ts continued', 'const two: string = one', '```')).toEqual([
      "docs/page.md:6 error TS2322: Type 'number' is not assignable to type 'string'.",
    ])
  })

  test('lets a block use what its page has as given, unless it has its own', () => {
    const given = ['<!-- given', "export const name = 'Ada'", 'export type Age = number', '-->']
    expect(
      problemsOf(
        '```ts',
        'const text: string = name',
        'const age: Age = 1',
        '```',
        '```ts',
        'const name = 1',
        'export const twice: number = name * 2',
        '```',
        ...given,
      ),
    ).toEqual([])
    expect(() => problemsOf('```ts', 'const one = 1', '```', ...given)).toThrow(
      'docs/page.md: nothing shown uses name, Age.',
    )
  })

  test('lets blocks import each other by their names', () => {
    const [one, two] = [
      ['```ts', '// src/one.ts', 'export const one = 1', '```'],
      [
        '```ts',
        '// src/two.ts',
        "import { one } from './one.ts'",
        'export const two: string = one',
        '```',
      ],
    ]
    expect(problemsOf(...one, ...two)).toEqual([
      "docs/page.md:8 error TS2322: Type 'number' is not assignable to type 'string'.",
    ])
    expect(() => problemsOf(...one, ...one)).toThrow(
      'docs/page.md: two blocks are docs/page.md/src/one.ts.',
    )
  })

  test.each([
    ['css', 'a { color: red'],
    ['json', '{ "a": 1,, }'],
    ['js', 'const = 3'],
    ['jsx', 'const a = <b></c>'],
    ['html', '<div></span></div>'],
    ['yaml', 'a: [b'],
    ['sh', 'if true; then'],
    ['http', 'no header'],
    ['dockerfile', 'START node server.js'],
    ['nginx', 'proxy_buffering off'],
    ['sql', 'select from where'],
    ['', 'anything'],
    ['cobol', 'anything'],
  ])('finds what is wrong in %s', (language, code) => {
    expect(problemsOf('# Page', `\`\`\`${language}`, code, '```')).toEqual([
      expect.stringMatching(/^docs\/page\.md:3 /),
    ])
  })

  test('checks the modules in HTML', () => {
    const page = [
      '```html',
      '<script type="module">',
      '  const one: string = 1',
      '</script>',
      '```',
    ]
    expect(problemsOf(...page)).toEqual([
      "docs/page.md:3 error TS2322: Type 'number' is not assignable to type 'string'.",
    ])
  })

  test('tells what a block printed, what it threw, and that its route did not answer', async () => {
    const page = [
      '```ts run',
      '// prints.ts',
      "console.log('one', 2)",
      '```',
      '```ts run',
      '// throws.ts',
      "throw new RangeError('Too far.')",
      '```',
      '```ts run',
      '// refuses.ts',
      'export const POST = async () => new Response(null, { status: 500 })',
      '```',
    ]
    const own = filesOf(readPage('docs/page.md', page.join('\n')))
    const { folder, remove } = writeFiles(root, own)
    const outcomes = await runFiles(
      folder,
      own.map(({ path }) => path),
      {},
    ).finally(remove)
    expect(outcomes).toEqual([
      { path: 'docs/page.md/prints.ts', printed: 'one 2' },
      {
        path: 'docs/page.md/throws.ts',
        printed: '',
        thrown: expect.stringContaining('Too far.') as string,
      },
      {
        path: 'docs/page.md/refuses.ts',
        printed: '',
        thrown: expect.stringContaining('It did not answer: 500') as string,
      },
    ])
  })
})
