import { describe, expect, test } from 'vitest'
import { printValue } from './printValue.ts'

const enough = 100_000

test.each([
  ['text', 'text'],
  [null, 'null'],
  [undefined, 'undefined'],
  [true, 'true'],
  [-0.5, '-0.5'],
  [12n, '12n'],
  [Symbol('x'), '[symbol]'],
  [() => 1, '[function]'],
  [[], '[]'],
  [{}, '{}'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [new Uint8Array(3), '[3 bytes]'],
  [JSON.parse('{"__proto__": 1}'), '{\n  "__proto__": 1\n}'],
])('%o is printed as %s', (value, printed) => {
  expect(printValue(value, enough)).toBe(printed)
})

test('what JSON can carry is printed as JSON', () => {
  const value = { city: 'Bergen "B"\n', days: [1, [2, { three: null }]], empty: { list: [] } }
  expect(printValue(value, enough)).toBe(JSON.stringify(value, null, 2))
})

describe('a hostile value (T-53)', () => {
  test('that holds itself is printed once', () => {
    const value: Record<string, unknown> = { name: 'loop' }
    value['self'] = value
    expect(printValue(value, enough)).toBe('{\n  "name": "loop",\n  "self": [circular]\n}')
  })

  test('that is there twice, and not in itself, is printed twice', () => {
    const shared = { a: 1 }
    expect(printValue([shared, shared], enough)).toBe(JSON.stringify([shared, shared], null, 2))
  })

  test('that throws when it is read says so in its place', () => {
    const value = {
      before: 1,
      get thrown() {
        throw new Error('read')
      },
      toJSON: undefined,
      asJson: {
        toJSON() {
          throw new Error('written')
        },
      },
      after: 2,
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    Object.defineProperty(value, 'proxy', { value: proxy, enumerable: true })
    expect(printValue(value, enough)).toBe(
      '{\n  "before": 1,\n  "thrown": [unreadable],\n  "toJSON": undefined,\n  "asJson": [unreadable],\n  "after": 2,\n  "proxy": [unreadable]\n}',
    )
  })

  test('that is nested 100,000 deep is cut', () => {
    let value: unknown = 'the bottom'
    for (let depth = 0; depth < 100_000; depth++) value = depth % 2 === 0 ? [value] : { in: value }
    const printed = printValue(value, enough)
    expect(printed).toContain('[…]')
    expect(printed).not.toContain('the bottom')
  })

  test('whose toJSON gives itself anew ends', () => {
    const endless = (): object => ({ toJSON: () => endless() })
    expect(printValue(endless(), enough)).toBe('[…]')
  })

  test.each([
    ['a text', 'x'.repeat(10_000_000)],
    ['one text in it', { text: 'x'.repeat(10_000_000) }],
    ['many items', Array.from({ length: 1_000_000 }, (_, index) => index)],
    ['a list that is mostly empty', Object.assign([], { length: 4_000_000_000 })],
    ['bytes', new Uint8Array(10_000_000)],
  ])('of 10 MB, %s, is printed as far as it is wanted', (_, value) => {
    const startedAt = performance.now()
    const printed = printValue(value, 10_000)
    expect(printed.length).toBeLessThanOrEqual(10_000)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})
