import { describe, expect, test } from 'vitest'
import { scriptedTexts } from '../../../simulator/src/answers/answerOf.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { continues, isContinuation, joinContinued, joinedParts } from './continuation.ts'
import type { Part, TextPart } from './Message.ts'
import { textOf } from './textOf.ts'

const deep = process.env['MILLRACE_DEEP'] !== undefined

function first(text: string, more: Partial<TextPart> = {}): TextPart {
  return { type: 'text', text, state: 'done', ...more }
}

function continued(text: string, more: Partial<TextPart> = {}): TextPart {
  return { ...first(text, more), providerMetadata: continues('answer') }
}

const step: Part = { type: 'step-start' }
const thought: Part = { type: 'reasoning', text: 'Let me see.', state: 'done' }
const call: Part = {
  type: 'dynamic-tool',
  toolName: 'weather',
  toolCallId: 'call',
  state: 'output-available',
  input: {},
  output: 12,
}

describe('parts that continue', () => {
  test('are the same array where none does', () => {
    const parts = [step, first('The river'), thought, call, first(' turns')]
    expect(joinedParts(parts)).toBe(parts)
    const empty: Part[] = []
    expect(joinedParts(empty)).toBe(empty)
  })

  test('become one with the text before, across the steps between', () => {
    const parts = [step, thought, first('The river tu'), step, step, continued('rns the wheel.')]
    expect(joinedParts(parts)).toEqual([step, thought, first('The river turns the wheel.')])
  })

  test('become one over several continuations', () => {
    const parts = [
      first('The'),
      step,
      continued(' river'),
      continued(' turns'),
      step,
      continued(' the wheel.', { state: 'streaming' }),
      step,
      call,
      first('It rains.'),
      step,
      continued(' Still.'),
    ]
    expect(joinedParts(parts)).toEqual([
      first('The river turns the wheel.', { state: 'streaming' }),
      step,
      call,
      first('It rains. Still.'),
    ])
  })

  test.each([
    ['a call', call],
    ['a source', { type: 'source-url', sourceId: 's', url: 'https://example.org/' } as Part],
  ])('stay apart where %s stands between', (_, between) => {
    const parts = [first('The river'), step, between, step, continued(' turns.')]
    expect(joinedParts(parts)).toEqual(parts)
  })

  test('become one around thoughts about how to go on: those stand behind it', () => {
    const parts = [first('The riv'), step, thought, step, continued('er turns.')]
    expect(joinedParts(parts)).toEqual([first('The river turns.'), thought])
    expect(joinedParts([thought, first('The riv'), step, thought, continued('er.')])).toEqual([
      thought,
      first('The river.'),
      thought,
    ])
  })

  test('stay as they are where no text stands before', () => {
    expect(joinedParts([step, continued('turns.')])).toEqual([step, continued('turns.')])
  })

  test('are told by a name: anything else does not continue', () => {
    for (const metadata of [undefined, {}, { millrace: {} }, { other: { continues: 'answer' } }]) {
      const part: Part = { ...first(' turns.'), ...(metadata && { providerMetadata: metadata }) }
      expect(isContinuation(part)).toBe(false)
    }
    for (const continuesWhat of [1, true, null, {}]) {
      const providerMetadata = { millrace: { continues: continuesWhat } }
      expect(isContinuation({ ...first(' turns.'), providerMetadata })).toBe(false)
    }
    expect(isContinuation(thought)).toBe(false)
    expect(isContinuation(continued(' turns.'))).toBe(true)
  })

  test('keep their identity while nothing in them changes', () => {
    const before = [first('The river'), step, continued(' turns'), step, continued(' the wheel.')]
    const once = joinedParts([...before, call, first('Done.')])
    const again = joinedParts([...before, call, first('Done!')])
    expect(again[0]).toBe(once[0])
    const grown = joinedParts([...before.slice(0, -1), continued(' the wheel. And')])
    expect(grown[0]).not.toBe(once[0])
    expect(grown).toEqual([first('The river turns the wheel. And')])
  })

  test('joined once more stay the same array', () => {
    const parts = [call, first('One. '), first('Two'), step, continued(' three.')]
    const joined = joinedParts(parts)
    expect(joined).toEqual([call, first('One. '), first('Two three.')])
    expect(joinedParts(joined)).toBe(joined)
  })

  test('are joined whatever was stored in them', () => {
    const texts = [undefined, null, 5, {}]
    for (const text of texts) {
      const none = { ...first('The river'), text } as unknown as Part
      const more = { ...continued(' turns.', { state: 'streaming' }), text } as unknown as Part
      expect(joinedParts([none, continued(' turns.')])).toEqual([first(' turns.')])
      expect(textOf({ parts: joinedParts([first('The river'), more]) as Part[] })).toBe('The river')
      expect(textOf({ parts: [none, first('!')] })).toBe('!')
    }
    const citation = { source: { type: 'source' }, startIndex: 1, endIndex: 2 }
    for (const citations of [{}, null, 'x', 5, [null, 5]]) {
      const before = { ...first('The river'), citations: [citation] } as unknown as Part
      const after = { ...continued(' turns.'), citations } as unknown as Part
      expect(joinedParts([before, after])).toMatchObject([{ citations: [citation] }])
      const hostile = { ...before, citations } as unknown as Part
      const good = { ...after, citations: [citation] } as unknown as Part
      const moved = { ...citation, startIndex: 10, endIndex: 11 }
      expect(joinedParts([hostile, good])).toMatchObject([{ citations: [moved] }])
    }
  })

  test('keep what both of them cite, where it stands', () => {
    const source = { type: 'source', sourceType: 'url', id: 's', url: 'https://x.org/' } as const
    const said = 'The river turns the wheel'
    const parts = [
      first(said, {
        citations: [{ source, startIndex: 4, endIndex: 9 }],
        providerMetadata: { openai: { itemId: 'item' } },
      }),
      continued('river turns the wheel, and the stone', {
        citations: [
          { source, startIndex: 31, endIndex: 36 },
          { source, citedText: 'stone' },
        ],
      }),
    ]
    expect(joinedParts(parts)).toEqual([
      first('The river turns the wheel, and the stone', {
        citations: [
          { source, startIndex: 4, endIndex: 9 },
          { source, startIndex: 35, endIndex: 40 },
          { source, citedText: 'stone' },
        ],
        providerMetadata: { openai: { itemId: 'item' } },
      }),
    ])
  })

  test('are one text in the text of the message', () => {
    const parts = [
      first('And so the river turns'),
      step,
      continued('so the river turns the wheel.'),
    ]
    expect(textOf({ parts })).toBe('And so the river turns the wheel.')
    expect(textOf({ parts: [first('The river'), call, continued(' turns.')] })).toBe(
      'The river turns.',
    )
  })
})

describe('words that are said again', () => {
  const said = 'It began with a river that turned a wheel, and the wheel turned the stone'

  test.each([16, 17, 20, 40, said.length])('are dropped, %i characters of them', (length) => {
    const rest = ' that ground the grain.'
    expect(joinContinued(said, said.slice(-length) + rest)).toBe(said + rest)
  })

  test('are dropped up to 200 characters, no more', () => {
    const long = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ')
    expect(joinContinued(long, `${long.slice(-200)} end`)).toBe(`${long} end`)
    expect(joinContinued(long, `${long.slice(-201)} end`)).toBe(`${long}${long.slice(-201)} end`)
  })

  test('are kept under 16 characters: they may well be meant', () => {
    for (let length = 1; length < 16; length++) {
      const again = said.slice(-length)
      expect(joinContinued(said, `${again}.`)).toBe(`${said}${again}.`)
    }
  })

  test.each([
    ['Chinese', '水推动水轮，水轮带动石磨。人们用石磨', '把粮食磨成面粉'],
    ['Chinese without a comma', '很久以前人们就用河水推动水轮来磨面粉', '直到有了蒸汽机'],
    ['Japanese', 'おいしいお茶はお湯の温度と時間だけで', '味が大きく変わります'],
    ['Korean', '강물이 물레방아를 돌리고 물레방아가 맷돌을', ' 돌립니다'],
    ['Arabic', 'يدير النهر العجلة وتدير العجلة حجر', ' الرحى'],
  ])('are dropped in %s', (_, text, rest) => {
    expect(joinContinued(text, text.slice(-16) + rest)).toBe(text + rest)
  })

  test.each([
    ['the other half of a fence', 'Run this:\n\n```', '```\n'],
    ['a line under a heading', 'Title\n\n---------------', '---------------\n\nText'],
    ["a table's line", '| a | b | c | d |\n|---|---|---|---|', '---|---|---|---|---|\n'],
    ['a row of signs', '= = = = = = = = = = ', '= = = = = = = = = = '],
    ['spaces', `a${' '.repeat(40)}`, `${' '.repeat(40)}b`],
    ['one word over and over', 'no no no no no no no ', 'no no no no no no no!'],
    ['laughter', '哈哈哈哈哈哈哈哈哈哈哈哈哈哈', '哈哈哈哈哈哈哈哈哈哈哈哈哈哈！'],
    ['nothing', 'The river', ''],
    ['everything', '', 'The river turns the wheel'],
  ])('are not what repeats a pattern: %s', (_, text, continuation) => {
    expect(joinContinued(text, continuation)).toBe(text + continuation)
  })
})

describe('while a continuation streams', () => {
  function shown(text: string, continuation: string, state: 'streaming' | 'done'): string {
    return textOf({ parts: [first(text), step, continued(continuation, { state })] })
  }

  test('nothing is shown that may be a repetition still', () => {
    const text = 'And the wheel turned the stone'
    expect(shown(text, '', 'streaming')).toBe(text)
    expect(shown(text, 'the wheel', 'streaming')).toBe(text)
    expect(shown(text, 'the wheel turned the stone', 'streaming')).toBe(text)
    expect(shown(text, 'the wheel turned the stone.', 'streaming')).toBe(`${text}.`)
    expect(shown(text, 'the wheel burst', 'streaming')).toBe(`${text}the wheel burst`)
  })

  test('what was held back is shown when it ends there', () => {
    const text = 'And the wheel turned the stone'
    expect(shown(text, 'the wheel', 'done')).toBe(`${text}the wheel`)
    expect(shown(text, 'the', 'done')).toBe(`${text}the`)
  })

  /** The longest end of a text that stands at the start of another, 16 to 200 characters; 0 for none. */
  function doubled(text: string, continuation: string): number {
    for (let length = 200; length >= 16; length--) {
      const start = continuation.slice(0, length)
      if (start.length === length && text.slice(-length) === start) return length
    }
    return 0
  }

  function isWording(run: string): boolean {
    const spaced = run.replace(/[\u3040-\u30ff\u3400-\u9fff]/g, ' $& ')
    return new Set(spaced.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')).size >= 2
  }

  const all = [...Array.from({ length: 61 }, (_, length) => length), 150, 200]
  const lengths = deep ? all : [0, 1, 5, 12, 15, 16, 17, 20, 37, 60, 150, 200]
  const cuts = deep ? 12 : 1

  test('what is shown is never taken back, wherever an answer is cut and whatever is said again', () => {
    let exact = 0
    let unclear = 0
    for (const [seed, whole] of scriptedTexts.entries()) {
      const random = seededRandom(seed)
      for (let count = 0; count < cuts; count++) {
        const cut = 1 + Math.floor(random() * (whole.length - 1))
        const text = whole.slice(0, cut)
        const size = random() < 0.5 ? 1 : 3
        for (const length of lengths) {
          if (length > cut) continue
          const continuation = whole.slice(cut - length)
          const final = joinContinued(text, continuation)
          const again = text.slice(cut - length)
          // Where the text doubles itself, nobody can tell how much was said again.
          if (doubled(text, continuation) !== (length < 16 ? 0 : length)) unclear++
          else {
            exact++
            const isDropped = length >= 16 && isWording(again)
            const expected = isDropped ? whole : text + continuation
            expect(final === expected, `${seed}: ${cut}, ${length}`).toBe(true)
          }
          // Behind what was said again it is decided: a little more will do.
          const most = Math.min(continuation.length, length + 30)
          let before = text
          for (let end = 0; end <= most; end += size) {
            const now = shown(text, continuation.slice(0, end), 'streaming')
            const grew = now.startsWith(before) && final.startsWith(now)
            if (!grew) expect.fail(`${seed}: ${cut}, ${length}: ${end} characters are taken back`)
            before = now
          }
          expect(shown(text, continuation, 'done') === final, `${seed}: ${cut}, ${length}`).toBe(
            true,
          )
        }
      }
    }
    expect(unclear).toBeLessThan(exact / 50)
  })

  test('an exact continuation is taken as it is, save where the answer doubles itself', () => {
    let places = 0
    let damaged = 0
    for (const whole of scriptedTexts) {
      for (let cut = 1; cut < whole.length; cut += deep ? 1 : 5) {
        const [text, continuation] = [whole.slice(0, cut), whole.slice(cut)]
        places++
        if (joinContinued(text, continuation) === whole) continue
        damaged++
        expect(doubled(text, continuation)).toBeGreaterThanOrEqual(16)
      }
    }
    expect(damaged).toBeLessThan(places / 1000)
  })
})
