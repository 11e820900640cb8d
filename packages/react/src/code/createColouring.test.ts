import { describe, expect, test } from 'vitest'
import { codeChunks } from './codeChunks.ts'
import { type ColouredChunk, type ColouringInput, createColouring } from './createColouring.ts'
import { type FakeHighlighter, fakeHighlighter } from './fixtures/fakeHighlighter.ts'
import type { Grammar } from './Highlighter.ts'

interface Given {
  readonly load?: () => Promise<Grammar | undefined>
  /** How long reading a line takes, in milliseconds. */
  readonly lineMs?: number
}

interface InHand {
  readonly highlighter: FakeHighlighter
  /** What was shown, slice by slice. */
  readonly shown: (readonly ColouredChunk[])[]
  /** Hands in code, and lets the grammar arrive. */
  readonly update: (code: string, more?: Partial<ColouringInput>) => Promise<void>
  /** Lets the browser be idle once. */
  readonly idle: () => void
  /** Lets the browser be idle until there is nothing left to do. */
  readonly idleOn: () => void
  readonly waiting: () => boolean
  readonly stop: () => void
}

function inHand({ load, lineMs = 0 }: Given = {}): InHand {
  const highlighter = fakeHighlighter()
  const shown: (readonly ColouredChunk[])[] = []
  let work: (() => void) | undefined
  const colouring = createColouring({
    load: load ?? (() => highlighter.load('ts')),
    onChange: (coloured) => shown.push(coloured),
    now: () => highlighter.lines.length * lineMs,
    whenIdle(later) {
      work = later
      return () => {
        work = undefined
      }
    },
  })
  function idle(): void {
    const due = work
    work = undefined
    due?.()
  }
  return {
    highlighter,
    shown,
    async update(code, more = {}) {
      colouring.update({ chunks: codeChunks(code), complete: false, limit: Infinity, ...more })
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    },
    idle,
    idleOn() {
      while (work !== undefined) idle()
    },
    waiting: () => work !== undefined,
    stop: colouring.stop,
  }
}

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `let a${from + index} = 1\n`).join('')

/** What has been coloured of the code, as text. */
const textOf = (coloured: readonly ColouredChunk[] | undefined): string =>
  (coloured ?? []).map(({ text }) => text).join('')

test('nothing is asked for before there is code, and once for all of it', async () => {
  const { highlighter, update } = inHand()
  expect(highlighter.asked).toEqual([])
  await update('let a')
  await update('let a = 1\n')
  expect(highlighter.asked).toEqual(['ts'])
})

test('the last line is read when it has ended', async () => {
  const { highlighter, update, idleOn, waiting } = inHand()
  await update('let a = 1\nlet b')
  idleOn()
  expect(highlighter.lines).toEqual(['let a = 1'])
  await update('let a = 1\nlet b = ')
  expect(waiting()).toBe(false)
  await update('let a = 1\nlet b = 2\n')
  idleOn()
  expect(highlighter.lines).toEqual(['let a = 1', 'let b = 2'])
})

test('the last line is read when the code is complete', async () => {
  const { highlighter, shown, update, idleOn } = inHand()
  await update('let a', { complete: true })
  idleOn()
  expect(highlighter.lines).toEqual(['let a'])
  expect(shown).toEqual([
    [
      {
        text: 'let a',
        lines: [[{ text: 'let', kind: 'keyword' }, { text: ' ' }, { text: 'a', kind: 'variable' }]],
      },
    ],
  ])
})

test.each([1, 7, 64, 4096])(
  'reads each line once when %i characters come at a time',
  async (size) => {
    const code = `${lines(40)}/* a comment\nthat goes on */ let b = 2\n\n\n${lines(60, 40)}`
    const { highlighter, shown, update, idleOn } = inHand()
    for (let end = 0; end < code.length; end += size) {
      await update(code.slice(0, end))
      idleOn()
    }
    await update(code, { complete: true })
    idleOn()
    expect(highlighter.lines).toEqual(code.split('\n').slice(0, -1))
    expect(textOf(shown.at(-1))).toBe(code)
    const at = code.split('\n').indexOf('that goes on */ let b = 2')
    expect(shown.at(-1)?.flatMap((chunk) => chunk.lines)[at]?.[0]).toEqual({
      text: 'that goes on */',
      kind: 'comment',
    })
  },
)

test('holds the browser for 8 ms at a time, and a line in any case', async () => {
  const { shown, update, idleOn } = inHand({ lineMs: 3 })
  await update(lines(7), { complete: true })
  idleOn()
  expect(shown.map((coloured) => coloured[0]?.lines.length)).toEqual([3, 6, 7])
  const slow = inHand({ lineMs: 20 })
  await slow.update(lines(2), { complete: true })
  slow.idleOn()
  expect(slow.shown).toHaveLength(2)
})

test('chunks that are coloured keep their identity, and so do lines', async () => {
  const { shown, update, idle, idleOn } = inHand({ lineMs: 8 })
  await update(lines(40))
  idle()
  idleOn()
  const [before, after] = [shown.at(-2), shown.at(-1)]
  expect(after?.[0]).toBe(before?.[0])
  expect(after?.[1]).not.toBe(before?.[1])
  expect(after?.[1]?.lines[0]).toBe(before?.[1]?.lines[0])
})

test('colours no more chunks than are asked for, and the rest when they are', async () => {
  const { highlighter, update, idleOn } = inHand()
  await update(lines(200), { limit: 2 })
  idleOn()
  expect(highlighter.lines).toHaveLength(64)
  await update(lines(200), { limit: Infinity })
  idleOn()
  expect(highlighter.lines).toHaveLength(200)
  await update(lines(210), { limit: 2 })
  idleOn()
  expect(highlighter.lines).toHaveLength(200)
})

describe('code that is replaced', () => {
  test.each([
    ['in its first line', `let z = 0\n${lines(49, 1)}`],
    ['in its second chunk', `${lines(33)}let z = 0\n${lines(16, 34)}`],
    ['by less', lines(20)],
  ])('%s is read anew from the start', async (_, code) => {
    const { highlighter, shown, update, idleOn } = inHand()
    await update(lines(50))
    idleOn()
    highlighter.lines.length = 0
    await update(code)
    idleOn()
    expect(highlighter.lines).toEqual(code.split('\n').slice(0, -1))
    expect(textOf(shown.at(-1))).toBe(code)
  })

  test('after what has been read is not read anew', async () => {
    const { highlighter, update, idleOn } = inHand()
    await update('let a\nlet bee')
    idleOn()
    await update('let a\nlet c\n')
    idleOn()
    expect(highlighter.lines).toEqual(['let a', 'let c'])
  })
})

test('a last line that was complete and goes on is read anew, alone', async () => {
  const { highlighter, shown, update, idleOn } = inHand()
  await update('/* a\nlet b', { complete: true })
  idleOn()
  await update('/* a\nlet b */ let c\nlet d\n')
  idleOn()
  expect(highlighter.lines).toEqual(['/* a', 'let b', 'let b */ let c', 'let d'])
  expect(shown.at(-1)?.[0]?.lines[1]?.slice(0, 3)).toEqual([
    { text: 'let b */', kind: 'comment' },
    { text: ' ' },
    { text: 'let', kind: 'keyword' },
  ])
})

test('a line that ends in CR LF is read without both, and keeps them', async () => {
  const { highlighter, shown, update, idleOn } = inHand()
  await update('let a\r\n')
  idleOn()
  expect(highlighter.lines).toEqual(['let a'])
  expect(shown[0]?.[0]?.lines[0]?.at(-1)).toEqual({ text: '\r' })
})

test('T-53: a line of a million characters stays plain and is not read', async () => {
  const { highlighter, shown, update, idleOn } = inHand()
  const long = 'a'.repeat(1_000_000)
  await update(`/* a\n${long}\nb */ let c\n`)
  idleOn()
  expect(highlighter.lines).toEqual(['/* a', 'b */ let c'])
  expect(shown.at(-1)?.[0]?.lines[1]).toEqual([{ text: long }])
  expect(shown.at(-1)?.[0]?.lines[2]?.[0]?.kind).toBe('comment')
})

describe('what fails leaves the code plain', () => {
  test.each([
    ['a grammar that cannot be loaded', () => Promise.reject(new Error('network'))],
    ['a language that is not known', () => Promise.resolve(undefined)],
  ])('%s', async (_, load) => {
    const { shown, update, waiting } = inHand({ load })
    await update(lines(3))
    expect(waiting()).toBe(false)
    await update(lines(4))
    expect(waiting()).toBe(false)
    expect(shown).toEqual([])
  })

  test('a grammar that throws, from there on', async () => {
    let read = 0
    const failing: Grammar = {
      readLine(line) {
        if (++read > 2) throw new RangeError('Maximum call stack size exceeded')
        return { tokens: [{ text: line, kind: 'string' }], state: undefined }
      },
    }
    const { shown, update, idleOn, waiting } = inHand({ load: () => Promise.resolve(failing) })
    await update(lines(5))
    idleOn()
    expect(textOf(shown.at(-1))).toBe(lines(2))
    await update(lines(9))
    expect(waiting()).toBe(false)
    expect(read).toBe(3)
  })

  test('tokens that are not the line', async () => {
    const lying: Grammar = {
      readLine: () => ({ tokens: [{ text: '<b>other</b>', kind: 'string' }], state: undefined }),
    }
    const { shown, update, idleOn } = inHand({ load: () => Promise.resolve(lying) })
    await update('let a\n')
    idleOn()
    expect(shown).toEqual([[{ text: 'let a\n', lines: [[{ text: 'let a' }]] }]])
  })
})

describe('once it is stopped', () => {
  test('what was waiting does not run', async () => {
    const { highlighter, update, idle, stop } = inHand()
    await update(lines(3))
    stop()
    idle()
    expect(highlighter.lines).toEqual([])
  })

  test('a grammar that arrives is not used', async () => {
    const { update, waiting, stop } = inHand()
    const first = update(lines(3))
    stop()
    await first
    await update(lines(4))
    expect(waiting()).toBe(false)
  })
})
