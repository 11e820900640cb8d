import type { DataChunk, ErrorInfo } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import type { ConnectionState } from '../connection/ConnectionState.ts'
import type { ServiceState } from '../connection/ServiceState.ts'
import type { Run } from './ChatState.ts'
import { readNotice } from './readNotice.ts'
import { type Circumstances, type Status, statusOf } from './statusOf.ts'

const online: ConnectionState = { status: 'online' }
const offline: ConnectionState = { status: 'offline', since: 1000 }
const lost: ConnectionState = { status: 'reconnecting', attempt: 2, retryAt: 9000, since: 1000 }

const ok: ServiceState = { status: 'ok' }
const limited: ServiceState = { status: 'limited', until: 8000 }
const quota: ServiceState = { status: 'quota', scope: 'user' }
const outage: ServiceState = { status: 'outage', since: 2000, retryAt: 5000 }

const idle: Run = { status: 'idle' }
const submitted: Run = { status: 'submitted', runId: 'r', startedAt: 0 }
const streaming: Run = { status: 'streaming', runId: 'r', startedAt: 0, messageId: 'a' }
const error: ErrorInfo = { code: 'overloaded', message: 'No capacity.', retryable: true }
const failed: Run = {
  status: 'failed',
  runId: 'r',
  error,
  messageId: undefined,
  accepted: false,
  goesOn: false,
}

function notice(data: unknown, type = 'data-millrace-notice'): DataChunk {
  return { type, data, transient: true } as DataChunk
}

const failedOver = notice({ kind: 'failed-over', provider: 'Elsewhere', model: 'small-2' })
const cached = notice({ kind: 'cached', createdAt: 1234 })
const notSaved = notice({ kind: 'not-saved' })

interface Moment extends Partial<Circumstances> {
  readonly connection?: ConnectionState
  readonly service?: ServiceState
  readonly run?: Run
}

function faceAt({ connection = online, service = ok, run = idle, ...rest }: Moment) {
  return statusOf(connection, service, run, rest)
}

test('while all is well nothing is told, whatever runs', () => {
  for (const run of [idle, submitted, streaming]) expect(faceAt({ run })).toBeUndefined()
})

describe('each face', () => {
  test.each<readonly [Status, Moment]>([
    [{ face: 'offline', since: 1000, queued: 0, trying: false }, { connection: offline }],
    [
      { face: 'offline', since: 1000, queued: 3, trying: true },
      { connection: { status: 'connecting', since: 1000 }, queued: 3 },
    ],
    [
      { face: 'reconnecting', attempt: 2, retryAt: 9000 },
      { connection: lost, run: streaming },
    ],
    [{ face: 'limited', until: 8000 }, { service: limited }],
    [{ face: 'quota', scope: 'user' }, { service: quota }],
    [{ face: 'outage', since: 2000, retryAt: 5000 }, { service: outage }],
    [{ face: 'failed', error }, { run: failed }],
    [{ face: 'not-saved', where: 'here' }, { kept: false }],
    [{ face: 'not-saved', where: 'server' }, { notices: [notSaved] }],
    [{ face: 'slow' }, { run: submitted, patience: 'slow' }],
    [
      { face: 'failed-over', provider: 'Elsewhere', model: 'small-2' },
      { run: streaming, notices: [failedOver] },
    ],
    [{ face: 'cached', createdAt: 1234 }, { notices: [cached] }],
    [{ face: 'queued', queued: 2 }, { queued: 2 }],
  ])('$face', (expected, moment) => {
    expect(faceAt(moment)).toEqual(expected)
  })
})

/** Everything at once, and what is taken away for the next face to be seen. */
test('what keeps anything from being asked comes first, then what went wrong, then what is good to know', () => {
  const all: Moment = {
    connection: offline,
    service: limited,
    run: failed,
    patience: 'slow',
    queued: 2,
    notices: [cached],
    kept: false,
  }
  const steps: readonly (readonly [face: Status['face'], taken: Moment])[] = [
    ['offline', { connection: lost }],
    ['reconnecting', { connection: online }],
    ['limited', { service: quota }],
    ['quota', { service: outage }],
    ['failed', { run: idle }],
    ['outage', { service: ok, run: submitted }],
    ['not-saved', { kept: true }],
    ['slow', { patience: 'fresh' }],
    ['cached', { notices: [], run: idle }],
    ['queued', { queued: 0 }],
  ]
  let moment = all
  const seen = steps.map(([, taken]) => {
    const face = faceAt(moment)?.face
    moment = { ...moment, ...taken }
    return face
  })
  expect(seen).toEqual(steps.map(([face]) => face))
  expect(faceAt(moment)).toBeUndefined()
})

test('a lost connection is nothing to tell for the first moments', () => {
  expect(faceAt({ connection: lost, run: streaming, patience: 'fresh' })).toBeUndefined()
  expect(faceAt({ connection: lost, run: streaming, patience: 'strained' })?.face).toBe(
    'reconnecting',
  )
  // Not even that it is slow, which it is because of that.
  expect(faceAt({ connection: lost, run: streaming, patience: 'slow' })?.face).toBe('reconnecting')
})

test('what the service cannot do is not told while it does', () => {
  for (const service of [limited, quota, outage]) {
    expect(faceAt({ service, run: submitted })).toBeUndefined()
    expect(faceAt({ service, run: streaming })).toBeUndefined()
  }
})

test('a failure is told by itself where it says more than the service does', () => {
  expect(faceAt({ service: outage, run: failed })).toEqual({ face: 'failed', error })
  expect(faceAt({ service: limited, run: failed })?.face).toBe('limited')
})

test('a queue behind a running answer is nothing to tell', () => {
  expect(faceAt({ queued: 2, run: streaming })).toBeUndefined()
})

test('the last word of the route counts, and what is no word of it does not take it back', () => {
  expect(faceAt({ notices: [failedOver, cached] })?.face).toBe('cached')
  expect(faceAt({ notices: [cached, failedOver] })?.face).toBe('failed-over')
  const other = [notice({ kind: 'retrying', retryAt: 5 }), notice({ kind: 'soon' }), notice(null)]
  expect(faceAt({ notices: [cached, ...other] })?.face).toBe('cached')
})

describe('a notice is read as what anybody may have sent', () => {
  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'cached'],
    ['a number', 7],
    ['a list', ['cached', 1234]],
    ['an unknown kind', { kind: 'offline', since: 0 }],
    ['a kind of another type', { kind: ['cached'], createdAt: 0 }],
    ['names that are none', { kind: 'failed-over', provider: { toString: 'x' }, model: 3 }],
    ['a name that is missing', { kind: 'failed-over', provider: 'Elsewhere' }],
    ['a time that is none', { kind: 'cached', createdAt: 'yesterday' }],
    ['a time that no calendar has', { kind: 'cached', createdAt: 8.64e15 + 1 }],
    ['a time without end', { kind: 'limited', until: Infinity }],
    ['no number', { kind: 'limited', until: Number.NaN }],
  ])('%s is no news', (_, data) => {
    expect(readNotice(notice(data))).toBeUndefined()
    expect(faceAt({ notices: [notice(data)] })).toBeUndefined()
  })

  test('nor is data of another type', () => {
    expect(readNotice(notice({ kind: 'not-saved' }, 'data-notice'))).toBeUndefined()
  })

  test('a name as long as a book is cut', () => {
    const long = notice({ kind: 'failed-over', provider: 'p'.repeat(1e6), model: 'm' })
    expect(readNotice(long)).toEqual({
      kind: 'failed-over',
      provider: `${'p'.repeat(99)}…`,
      model: 'm',
    })
  })

  test('names of objects are names (T-70)', () => {
    const read = readNotice(
      notice({ kind: 'failed-over', provider: '__proto__', model: 'toString' }),
    )
    expect(read).toEqual({ kind: 'failed-over', provider: '__proto__', model: 'toString' })
    expect(readNotice(notice(JSON.parse('{"kind":"__proto__"}')))).toBeUndefined()
    const quota = readNotice(notice({ kind: 'quota', scope: { toString: 1 } }))
    expect(quota).toEqual({ kind: 'quota' })
  })
})
