import { type Message, type Part, textOf } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import type { ChatState } from '../chat/ChatState.ts'
import type { ChatStore } from '../chat/ChatStore.ts'
import { type ReplayedRun, replayRun, type ReplayOptions } from '../testing/replayRun.ts'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import type { Transport } from '../transport/Transport.ts'
import { badNetwork } from './fixtures/badNetwork.ts'
import { recordRuns } from './recordRuns.ts'

const seeds = Array.from(
  { length: process.env['MILLRACE_DEEP'] === undefined ? 150 : 3000 },
  (_, at) => at + 1,
)

const startMs = 1_700_000_000_000

/** A chat by a clock that is moved until the answer has ended. */
async function ask(
  transportOf: (
    options: ReplayOptions & { readonly clock: ReturnType<typeof manualClock> },
  ) => Transport,
  question: string,
  stopAfter = Infinity,
): Promise<ChatState> {
  const clock = manualClock(startMs)
  let chat: ChatStore | undefined
  let ids = 0
  const never = () => () => undefined
  const options = { clock, onStop: () => void chat?.stop() }
  chat = createChat({
    id: 'the-chat',
    transport: transportOf(options),
    clock,
    frames: {
      onFrame: (task) => clock.schedule(task, 16),
      onTask: (task) => clock.schedule(task, 0),
      isHidden: () => false,
      onVisibilityChange: never,
    },
    wake: { onWake: never },
    newId: () => `id-${ids++}`,
    random: seededRandom(1),
    reconnect: { baseMs: 200, capMs: 800, maxAttempts: 4 },
  })
  let updates = 0
  chat.subscribe(() => {
    if (++updates === stopAfter) void chat?.stop()
  })
  let over = false
  void chat.sendMessage(question).then(() => (over = true))
  for (let turn = 0; !over; turn++) {
    if (turn > 3000) throw new Error('The answer does not end.')
    await clock.advance(50)
  }
  // What the server says of a stop may come after.
  await clock.advance(50)
  return chat.getState()
}

/** What a run comes to. The words of a failure are not recorded. */
function endOf({ messages, run, notices }: ChatState): object {
  const { error, ...rest } = run.status === 'failed' ? run : { ...run, error: undefined }
  return { messages, notices, run: rest, code: error?.code, retryable: error?.retryable }
}

async function record(seed: number, redact: 'content' | 'none') {
  const named = seed % 4 !== 0
  const network = badNetwork(seed, named)
  const stopAfter = seed % 5 === 0 ? 2 + (named ? seed % 11 : 0) : Infinity
  let copy = (): string => ''
  const state = await ask(
    ({ clock }) => {
      const transport = createHttpTransport({ fetch: network.fetch, clock })
      const recording = recordRuns(transport, { clock, redact })
      copy = () => recording.copyRun()
      return recording
    },
    'Say *something* about 7 mills.',
    stopAfter,
  )
  return { state, copy: copy(), faults: network.faults }
}

test('a run that is played back ends as it did, whatever went wrong on its way', async () => {
  const faults = new Map<string, number>()
  const ends = new Set<string>()
  for (const seed of seeds) {
    const recorded = await record(seed, 'none')
    const expected = endOf(recorded.state)
    for (const [fault, count] of recorded.faults)
      faults.set(fault, (faults.get(fault) ?? 0) + count)
    ends.add(recorded.state.run.status)
    let replayed: ReplayedRun | undefined
    const at = await ask(
      (how) => (replayed = replayRun(recorded.copy, how)),
      'Say *something* about 7 mills.',
    )
    expect(endOf(at), `seed ${seed}, by the clock`).toEqual(expected)
    expect(replayed?.left, `seed ${seed}`).toBe(0)
    // What is taken back is seen or not, by the clock.
    if (recorded.copy.includes('"reset-step"')) continue
    const atOnce = await ask(
      ({ onStop = () => undefined }) => replayRun(recorded.copy, { onStop }),
      'Say *something* about 7 mills.',
    )
    expect(endOf(atOnce), `seed ${seed}, at once`).toEqual(expected)
  }
  // Everything went wrong at some time, and runs ended in every way.
  expect([...faults.keys()].toSorted()).toEqual(
    ['cut', 'drop', 'gone', 'lost', 'refused', 'repeat', 'stop', 'swap'].toSorted(),
  )
  expect([...ends].toSorted()).toEqual(['failed', 'idle'])
}, 300_000)

test('a redacted run ends the same way, with texts and values of the same shape', async () => {
  for (const seed of seeds) {
    const recorded = await record(seed, 'content')
    const question = textOf(replayRun(recorded.copy).messages.at(-1) ?? { parts: [] })
    expect(question).toBe('xxx *xxxxxxxxx* xxxxx 0 xxxxx.')
    const replayed = await ask((how) => replayRun(recorded.copy, how), question)
    const expected = answerIn(recorded.state)
    const answer = answerIn(replayed)
    const { run } = endOf(replayed) as { run: { status: string } }
    expect(run.status, `seed ${seed}`).toBe(recorded.state.run.status)
    expect(codeOf(replayed), `seed ${seed}`).toBe(codeOf(recorded.state))
    expect(answer?.parts.map(shapeOf), `seed ${seed}`).toEqual(expected?.parts.map(shapeOf))
  }
}, 300_000)

function codeOf({ run }: ChatState): string | undefined {
  return run.status === 'failed' ? run.error.code : undefined
}

function answerIn({ messages }: ChatState): Message | undefined {
  return messages.find(({ role }) => role === 'assistant')
}

/** What is to be seen of a part, but for its letters and digits. */
function shapeOf(part: Part): unknown {
  return shapeOfValue({ ...part, toolCallId: '', sourceId: '', url: '', errorText: '' })
}

/** Texts without their letters, numbers without their digits; of objects what is in them, their keys being values too. */
function shapeOfValue(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/[\p{L}\p{N}]/gu, 'x').replace(/👩|💻/gu, '🙂')
  if (typeof value === 'number') return 'number'
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(shapeOfValue)
  const { id: _, ...fields } = value as { readonly id?: unknown }
  return Object.entries(fields).map(([key, one]) => [shapeOfValue(key), shapeOfValue(one)])
}
