import {
  ChatError,
  type Facts,
  type Frame,
  isErrorInfo,
  type Message,
  readChunk,
  readMessage,
} from '@millrace/protocol'

/** One line of a run, whose fields are checked as they are read. All but `value` and `wrong` throw `bad_event`. */
export interface LineFields {
  value(name: string): unknown
  text(name: string): string
  number(name: string): number
  /** A whole number from 1. */
  count(name: string): number
  facts(): Facts | undefined
  failure(): ChatError
  frame(): Frame
  messages(): readonly Message[]
  /** What to throw for this line. */
  wrong(why: string): ChatError
}

/**
 * Reads a line that a stranger may have written.
 * @throws {ChatError} `bad_event` for one that is no JSON object.
 */
export function readLine(line: string, lineNumber: number): LineFields {
  function wrong(why: string): ChatError {
    return new ChatError('bad_event', `Line ${lineNumber} is none of a run: ${why}.`)
  }

  const fields = objectIn(line)
  if (fields === undefined) throw wrong('it is no JSON object')
  const value = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined)

  function checked<Value>(
    name: string,
    is: (value: unknown) => value is Value,
    what: string,
  ): Value {
    const found = value(name)
    if (!is(found)) throw wrong(`${name} must be ${what}`)
    return found
  }

  return {
    value,
    wrong,
    text: (name) => checked(name, isText, 'a text'),
    number: (name) => checked(name, isNumber, 'a number'),
    count: (name) => checked(name, isCount, 'a whole number from 1'),
    facts() {
      return value('facts') === undefined ? undefined : checked('facts', isFacts, 'an object')
    },
    failure() {
      const info = {
        code: value('code'),
        message: 'This failed when it was recorded.',
        retryable: value('retryable') === true,
        retryAfterMs: value('retryAfterMs'),
        status: value('status'),
      }
      if (!isErrorInfo(info)) throw wrong('code must be that of an error')
      return new ChatError(info.code, info.message, info)
    },
    frame() {
      const n = value('n')
      if (n !== undefined && n !== null && typeof n !== 'number') throw wrong('n must be a number')
      const reading = chunkIn(value('chunk'))
      if (typeof reading === 'string') throw wrong(reading)
      return { n: n === null ? Number.NaN : n, chunk: reading }
    },
    messages() {
      return checked('messages', Array.isArray, 'a list').map((found: unknown) => {
        const message = readMessage(found, () => undefined)
        if (message === undefined) throw wrong('one of its messages is none')
        return message
      })
    },
  }
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** As `decode` reads one from the network, or what is wrong with it. */
function chunkIn(value: unknown): Frame['chunk'] | string {
  const { type, reason } = Object(value) as { readonly type?: unknown; readonly reason?: unknown }
  if (type === '[DONE]') return { type }
  if (type === 'skipped' && typeof reason === 'string') return { type, reason }
  const reading = readChunk(value)
  if (reading.kind === 'chunk') return reading.chunk
  if (reading.kind === 'bad') return reading.reason
  return { type: 'skipped', reason: `unknown chunk type ${reading.type.slice(0, 64)}` }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
