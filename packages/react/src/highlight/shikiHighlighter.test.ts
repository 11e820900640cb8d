import { readFileSync } from 'node:fs'
import { seededRandom } from '@millrace/protocol/testing'
import { createHighlighterCore, type LanguageRegistration } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { bundledLanguages } from 'shiki/langs'
import { describe, expect, test } from 'vitest'
import type { CodeToken, Grammar, GrammarState, Highlighter } from '../code/Highlighter.ts'
import { createGrammar } from './createGrammar.ts'
import { samples } from './fixtures/samples.ts'
import { type LanguageLoader, shikiHighlighter } from './shikiHighlighter.ts'
import { kindOfColor, tokenTheme } from './tokenTheme.ts'

const highlighter = shikiHighlighter()

async function grammarOf(language: string, from: Highlighter = highlighter): Promise<Grammar> {
  const grammar = await from.load(language)
  if (grammar === undefined) throw new RangeError(`No grammar for ${language}.`)
  return grammar
}

function readLines(grammar: Grammar, code: string): readonly (readonly CodeToken[])[] {
  let state: GrammarState
  return code.split('\n').map((line) => {
    const read = grammar.readLine(line, state)
    state = read.state
    return read.tokens
  })
}

/** Each character with its kind: how pieces are cut does not matter. Spaces have none. */
function marked(tokens: readonly CodeToken[]): readonly string[] {
  return tokens.flatMap(({ text, kind }) =>
    text.split('').map((character) => (character.trim() === '' ? ' ' : `${character} ${kind}`)),
  )
}

describe('line by line', () => {
  test.each(samples)('%s is read as shiki reads it at once', async (language, code) => {
    const shiki = await createHighlighterCore({
      engine: createJavaScriptRegexEngine({ forgiving: true }),
      langs: [bundledLanguages[language]],
      themes: [tokenTheme],
      warnings: false,
    })
    const whole = shiki
      .codeToTokensBase(code, { lang: language, theme: tokenTheme, tokenizeTimeLimit: 0 })
      .map((line) =>
        line.map(({ content, color }) => {
          const kind = kindOfColor(color)
          return kind === undefined ? { text: content } : { text: content, kind }
        }),
      )
    const lines = readLines(await grammarOf(language), code)
    expect(lines.map(marked)).toEqual(whole.map(marked))
  })

  test('a state may be used again: it is not used up', async () => {
    const grammar = await grammarOf('typescript')
    const open = grammar.readLine('const a = `open', undefined)
    const first = grammar.readLine('still` + 1', open.state)
    grammar.readLine('/* a comment', first.state)
    expect(grammar.readLine('still` + 1', open.state)).toEqual(first)
    expect(first.tokens[0]).toEqual({ text: 'still`', kind: 'string' })
  })

  test('a language that is loaded later leaves open states as they are', async () => {
    const own = shikiHighlighter()
    const markdown = await grammarOf('markdown', own)
    const fence = markdown.readLine('```python', undefined)
    const before = markdown.readLine('def f(): pass # c', fence.state)
    await grammarOf('python', own)
    expect(markdown.readLine('def f(): pass # c', fence.state).tokens).toEqual(before.tokens)
    expect(markdown.readLine('```', before.state).tokens).toEqual([
      { text: '```', kind: 'punctuation' },
    ])
  })
})

test('pieces joined are the line, neighbours differ, and spaces have no kind', async () => {
  const random = seededRandom(53)
  for (const [language, code] of samples) {
    const grammar = await grammarOf(language)
    let state: GrammarState
    for (let round = 0; round < 150; round++) {
      const at = Math.floor(random() * code.length)
      const line = code.slice(at, at + Math.floor(random() * 60)).replaceAll('\n', '\t')
      const read = grammar.readLine(line, state)
      state = random() < 0.1 ? undefined : read.state
      const { tokens } = read
      expect(tokens.map(({ text }) => text).join('')).toBe(line)
      for (const [index, token] of tokens.entries()) {
        expect(token.text).not.toBe('')
        expect(token.kind, JSON.stringify(tokens)).not.toBe(tokens[index + 1]?.kind ?? '')
        if (token.text.trim() === '') expect(token).toEqual({ text: token.text })
      }
    }
  }
})

describe('what a piece is', () => {
  function spoken(tokens: readonly CodeToken[]): readonly string[] {
    return tokens.map(({ text, kind }) => (kind === undefined ? text : `${kind}: ${text}`))
  }

  test('in TypeScript', async () => {
    const lines = readLines(
      await grammarOf('ts'),
      [
        '// Adds.',
        'export async function add(a: number): Promise<void> {',
        '  if (a === 0x1f) return new Foo(this.b).bar(`x${a}`, null)',
        '}',
      ].join('\n'),
    )
    expect(lines.map(spoken)).toEqual([
      ['comment: // Adds.'],
      [
        'keyword: export',
        ' ',
        'keyword: async',
        ' ',
        'keyword: function',
        ' ',
        'function: add',
        'punctuation: (',
        'variable: a',
        'punctuation: :',
        ' ',
        'type: number',
        'punctuation: ):',
        ' ',
        'type: Promise',
        'punctuation: <',
        'type: void',
        'punctuation: >',
        ' ',
        'punctuation: {',
      ],
      [
        '  ',
        'keyword: if',
        ' ',
        'punctuation: (',
        'variable: a',
        ' ',
        'punctuation: ===',
        ' ',
        'number: 0x1f',
        'punctuation: )',
        ' ',
        'keyword: return',
        ' ',
        'keyword: new',
        ' ',
        'function: Foo',
        'punctuation: (',
        'keyword: this',
        'punctuation: .',
        'property: b',
        'punctuation: ).',
        'function: bar',
        'punctuation: (',
        'string: `x',
        'punctuation: ${',
        'variable: a',
        'punctuation: }',
        'string: `',
        'punctuation: ,',
        ' ',
        'constant: null',
        'punctuation: )',
      ],
      ['punctuation: }'],
    ])
  })

  test.each([
    ['html', '<a href="x">y</a>', ['tag: a', 'attribute: href', 'string: "x"', 'y']],
    [
      'json',
      '{"a": [1, true, "b"]}',
      ['property: "a"', 'number: 1', 'constant: true', 'string: "b"'],
    ],
    ['python', 'def f(x): return not None', ['keyword: def', 'function: f', 'keyword: not']],
    ['sql', "SELECT a FROM t WHERE b = 'c'", ['keyword: SELECT', 'keyword: FROM', "string: 'c'"]],
    ['bash', 'echo "$a" # c', ['function: echo', 'variable: $a', 'comment: # c']],
    ['css', '.a { color: #fff; margin: 1px }', ['attribute: a', 'property: color', 'number: 1px']],
    ['yaml', 'a: "b"', ['property: a', 'string: "b"']],
    ['diff', '+new', ['inserted: +new']],
    ['diff', '-old', ['deleted: -old']],
    ['diff', '@@ -1 +1 @@', ['punctuation: @@', 'constant:  -1 +1']],
    ['markdown', '# Title', ['heading: # Title']],
  ])('in %s: %s', async (language, line, expected) => {
    const { tokens } = (await grammarOf(language)).readLine(line, undefined)
    expect(spoken(tokens).map((token) => token.trim())).toEqual(expect.arrayContaining(expected))
  })

  test('nothing but text and kind: no colour and no style', async () => {
    for (const [language, code] of samples) {
      const tokens = readLines(await grammarOf(language), code).flat()
      const fields = new Set(tokens.flatMap((token) => Object.keys(token)))
      expect([...fields].toSorted()).toEqual(['kind', 'text'])
      expect(new Set(tokens.map(({ kind }) => kind)).size).toBeGreaterThan(2)
    }
  })
})

describe('what a language may be called', () => {
  test.each([
    ['ts', 'typescript'],
    ['TypeScript', 'typescript'],
    ['  ts title="a.ts"', 'typescript'],
    ['ts:src/a.ts', 'typescript'],
    ['js{1,3-4}', 'javascript'],
    ['rust,ignore', 'rust'],
    ['py', 'python'],
    ['python3', 'python'],
    ['sh', 'bash'],
    ['C++', 'cpp'],
    ['c#', 'csharp'],
    ['golang', 'go'],
    ['postgresql', 'sql'],
    ['yml', 'yaml'],
  ])('%j is %s', async (name, language) => {
    const grammar = await highlighter.load(name)
    expect(grammar).toBeDefined()
    expect(grammar).toBe(await highlighter.load(language))
  })

  test.each([
    '',
    ' ',
    'text',
    'plaintext',
    'no-such-language',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'javascript:alert(1)//',
    '../../etc/passwd',
    '<img src=x onerror=alert(1)>',
    '\u202Etpircsavaj',
    '\0',
    'ts'.repeat(500_000),
  ])('a name that is unknown or hostile is no language (T-52, T-53): %#', async (name) => {
    const known = name.startsWith('javascript:')
    const restricted = shikiHighlighter({ languages: { python: bundledLanguages.python } })
    // What stands before the colon is all that is looked at.
    if (!known) expect(await highlighter.load(name)).toBeUndefined()
    expect(await restricted.load(name)).toBeUndefined()
  })

  test('unknown twice is the same promise, too', () => {
    expect(highlighter.load('no-such-language')).toBe(highlighter.load('no-such-language'))
  })
})

describe('loading', () => {
  /** A loader that counts, and fails as often as it is told to. */
  function counted(failures = 0): LanguageLoader & { readonly calls: () => number } {
    let calls = 0
    const load = async () => {
      calls++
      if (calls <= failures) throw new Error('The chunk cannot be reached.')
      return await bundledLanguages.json()
    }
    return Object.assign(load, { calls: () => calls })
  }

  test('a language is imported once, whatever it is called, and never before it is asked for', async () => {
    const json = counted()
    const own = shikiHighlighter({ languages: { json, mine: json } })
    expect(json.calls()).toBe(0)
    const [first, second, third] = await Promise.all([
      own.load('json'),
      own.load('JSON title=x'),
      own.load('mine'),
    ])
    expect(first).toBeDefined()
    expect(second).toBe(first)
    expect(third).toBe(first)
    expect(own.load('json')).toBe(own.load('json'))
    expect(json.calls()).toBe(1)
  })

  test('an import that fails is tried again when it is asked for again', async () => {
    const json = counted(1)
    const own = shikiHighlighter({ languages: { json } })
    await expect(own.load('json')).rejects.toThrow('The chunk cannot be reached.')
    expect(await own.load('json')).toBeDefined()
    expect(json.calls()).toBe(2)
  })

  test('with languages of its own there are no others; their aliases are known', async () => {
    const own = shikiHighlighter({ languages: { typescript: bundledLanguages.typescript } })
    expect(await own.load('python')).toBeUndefined()
    expect(await own.load('ts')).toBe(await own.load('typescript'))
  })

  test('a grammar of one’s own is added beside those of shiki', async () => {
    const shout: LanguageRegistration = {
      name: 'shout',
      scopeName: 'source.shout',
      patterns: [{ match: '[A-Z]+', name: 'keyword.shout' }],
      repository: {},
    }
    const own = shikiHighlighter({
      languages: { ...bundledLanguages, shout: async () => ({ default: [shout] }) },
    })
    expect((await grammarOf('SHOUT', own)).readLine('a BC', undefined).tokens).toEqual([
      { text: 'a ' },
      { text: 'BC', kind: 'keyword' },
    ])
    expect(await own.load('py')).toBeDefined()
  })

  test('making a highlighter imports nothing of shiki: it names it in types and import() alone', () => {
    const source = readFileSync(new URL('shikiHighlighter.ts', import.meta.url), 'utf8')
    const imports = source.match(/^import (?!type ).*$/gm) ?? []
    expect(imports).toEqual([])
  })
})

describe('lines that are made to be slow (T-53)', () => {
  test('a line over 500 characters, or with a word over 100, stays plain, and what it follows stays open', async () => {
    const grammar = await grammarOf('ts')
    const { state } = grammar.readLine('/* open', undefined)
    for (const line of ['a '.repeat(251), `b ${'a'.repeat(101)}`, `b ${'漢'.repeat(101)}`]) {
      const read = grammar.readLine(line, state)
      expect(read.tokens).toEqual([{ text: line }])
      expect(grammar.readLine('still */ 1', read.state).tokens[0]).toEqual({
        text: 'still */',
        kind: 'comment',
      })
    }
    expect(grammar.readLine('a '.repeat(250), undefined).tokens.length).toBeGreaterThan(1)
  })

  test('a text whose lines stay slow is plain after two of them, another text is not', async () => {
    let time = 0
    let stepMs = 0
    const { default: registrations } = await bundledLanguages.json()
    const grammar = createGrammar(registrations, () => (time += stepMs))
    stepMs = 101
    const first = grammar.readLine('[1]', undefined)
    const second = grammar.readLine('[1]', first.state)
    expect(second.tokens).toEqual(first.tokens)
    expect(second.tokens.length).toBeGreaterThan(1)
    expect(grammar.readLine('[1]', second.state).tokens).toEqual([{ text: '[1]' }])
    stepMs = 1
    expect(grammar.readLine('[1]', second.state).tokens).toEqual([{ text: '[1]' }])
    expect(grammar.readLine('[1]', undefined).tokens).toEqual(first.tokens)
  })

  test('a line that is slow once, because its patterns were compiled, is not counted', async () => {
    const { default: registrations } = await bundledLanguages.json()
    // Two for each reading: the first of a line takes 200 ms, the second 1 ms.
    const times = [0, 0, 0, 200, 0, 1, 0, 200, 0, 1, 0, 200, 0, 1, 0, 1]
    const grammar = createGrammar(registrations, () => times.shift() ?? 0)
    let state: GrammarState
    for (let line = 0; line < 4; line++) {
      const read = grammar.readLine('[1]', state)
      expect(read.tokens.length).toBeGreaterThan(1)
      state = read.state
    }
    expect(times).toEqual([])
  })

  test.each(['terraform', 'bash', 'ts', 'cpp', 'ruby', 'markdown'])(
    '%s reads the worst of them in time',
    async (language) => {
      const grammar = await grammarOf(language)
      for (const piece of [
        'a',
        '1',
        '漢',
        '<',
        '(',
        '{',
        '`',
        '\\',
        '\t',
        'class ',
        '$(',
        '[a](',
      ]) {
        const line = piece
          .repeat(500)
          .replaceAll(/([\p{L}\p{N}_]{99})/gu, '$1 ')
          .slice(0, 500)
        // What others do on the machine does not count.
        const started = process.cpuUsage()
        grammar.readLine(line, undefined)
        const { user, system } = process.cpuUsage(started)
        expect((user + system) / 1000, piece).toBeLessThan(3000)
      }
    },
  )

  test('an empty line has no pieces', async () => {
    expect((await grammarOf('ts')).readLine('', undefined).tokens).toEqual([])
  })
})

test('4,000 lines take a second or two, not minutes', async () => {
  const grammar = await grammarOf('ts')
  const [, code] = samples.find(([language]) => language === 'typescript') ?? ['', '']
  const lines = code.split('\n')
  readLines(grammar, code)
  const started = performance.now()
  let state: GrammarState
  for (let line = 0; line < 4000; line++) {
    state = grammar.readLine(lines[line % lines.length] ?? '', state).state
  }
  expect(performance.now() - started).toBeLessThan(5000)
})
