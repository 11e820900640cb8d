import type { Clock, Random } from '@millrace/protocol'
import type { Conditions } from './createNetwork.ts'
import { disturb, type Outcome } from './disturb.ts'
import type { Ending, NetworkReport } from './NetworkReport.ts'
import { splitEvents, type WireEvent } from './splitEvents.ts'

export interface CarryOptions {
  readonly clock: Clock
  readonly random: Random
  readonly lateness: Random
  /** As they are now. */
  readonly conditions: () => Conditions
  /** The client took its request back. */
  readonly left: AbortSignal
  /** The line is dead: what was on it is lost. */
  readonly lost: AbortSignal
  readonly onReport: (report: NetworkReport) => void
  /** Called once. */
  readonly onEnd: () => void
}

/** The same answer, event by event through the network. */
export function carryAnswer(response: Response, options: CarryOptions): Response {
  const { clock, random, lateness, conditions, left, lost, onReport, onEnd } = options
  const source = response.body?.getReader()
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const split = splitEvents()
  const inTurn = lineUp(clock)
  let sink: ReadableStreamDefaultController<Uint8Array> | undefined
  /** The client waits for more. */
  let hungry = false
  let ending: Ending | undefined
  let complete = false
  let over = false

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        sink = controller
        left.addEventListener('abort', leave, { once: true })
        lost.addEventListener('abort', lose, { once: true })
        void pump()
      },
      pull() {
        hungry = true
        conclude()
      },
      // Who has the last event needs nothing else.
      cancel: () => finish(complete ? 'end' : 'left'),
    },
    // Only what the client reads is taken from here: what arrived before a break is not lost with it.
    { highWaterMark: 0 },
  )

  function leave(): void {
    if (!over) sink?.error(left.reason)
    finish('left')
  }

  function lose(): void {
    if (!over) sink?.error(lost.reason)
    finish('lost')
  }

  function finish(how: Ending): void {
    if (over) return
    over = true
    inTurn.clear()
    left.removeEventListener('abort', leave)
    lost.removeEventListener('abort', lose)
    source?.cancel().catch(() => undefined)
    onReport({ kind: 'closed', how })
    onEnd()
  }

  /** Ends the body once the client has read what came before the end. */
  function conclude(): void {
    if (ending === undefined || !hungry || over) return
    if (ending === 'end') sink?.close()
    else sink?.error(new TypeError('network error'))
    finish(ending)
  }

  async function pump(): Promise<void> {
    let waiting: WireEvent | undefined
    try {
      while (!over && ending === undefined) {
        const read = await source?.read()
        if (read?.done !== false) break
        for (const event of split(decoder.decode(read.value, { stream: true }))) {
          const disturbance = disturb(event, waiting, conditions(), random)
          ;({ waiting } = disturbance)
          const delayMs = lateness() * conditions().delayMs
          inTurn.add(() => disturbance.outcomes.forEach(happen), delayMs)
          if (disturbance.outcomes.at(-1)?.fate === 'cut') return
        }
      }
    } catch {
      inTurn.add(() => end('broken'), 0)
      return
    }
    // Nobody came to pass it.
    const last = waiting
    if (last !== undefined) inTurn.add(() => happen({ event: last, fate: 'delivered' }), 0)
    inTurn.add(() => end('end'), 0)
  }

  function happen({ event, fate }: Outcome<WireEvent>): void {
    if (over || ending !== undefined) return
    const bytes = encoder.encode(event.text)
    onReport({ kind: 'event', n: event.n, type: event.type, bytes: bytes.length, fate })
    if (fate === 'dropped') return
    hungry = false
    // A connection breaks where it likes: in the middle of a line, or of a letter.
    sink?.enqueue(fate === 'cut' ? bytes.slice(0, bytes.length / 2) : bytes)
    if (fate === 'cut') end('broken')
    else if (event.type === '[DONE]') complete = true
  }

  function end(how: Ending): void {
    ending ??= how
    conclude()
  }

  return new Response(body, { status: response.status, headers: response.headers })
}

/** Runs tasks each after a delay of its own, never one before another that was added earlier. */
function lineUp(clock: Clock): { add(task: () => void, delayMs: number): void; clear(): void } {
  const line: { readonly at: number; readonly task: () => void }[] = []
  let cancel: (() => void) | undefined
  let lastAt = 0

  function run(): void {
    cancel = undefined
    for (let first = line[0]; first !== undefined; first = line[0]) {
      const waitMs = first.at - clock.now()
      if (waitMs > 0) {
        cancel ??= clock.schedule(run, waitMs)
        return
      }
      line.shift()
      first.task()
    }
  }

  return {
    add(task, delayMs) {
      lastAt = Math.max(lastAt, clock.now() + delayMs)
      line.push({ at: lastAt, task })
      // The first of the line has its timer already.
      if (cancel === undefined) run()
    },
    clear() {
      line.length = 0
      cancel?.()
    },
  }
}
