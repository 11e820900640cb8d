import {
  type Clock,
  type NewId,
  randomId,
  systemClock,
  toChatError,
  wait,
} from '@millrace/protocol'
import { within } from '../waiting/within.ts'
import { isWord } from '../policy/opening.ts'
import type { Read } from '../policy/Policy.ts'
import { mayFailover } from '../provider/mayFailover.ts'
import type {
  Provider,
  ProviderEvent,
  ProviderRequest,
  StreamOptions,
} from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { type CachedAnswer, readAnswer, writeAnswer } from './CachedAnswer.ts'
import type { CacheHit, CacheOptions, CacheTurn } from './CacheOptions.ts'
import type { CacheStore } from './CacheStore.ts'
import { createFlight, type Flight, type Landing } from './createFlight.ts'
import { createRecording } from './createRecording.ts'
import { isSelfContained } from './isSelfContained.ts'
import { keyOf } from './keyOf.ts'
import { cachedNotice, nothingUsed, replay } from './replay.ts'
import { ttlMsOf } from './ttlMsOf.ts'

/** Answers that are given again. */
export interface Cache {
  /**
   * A provider that gives the answer it gave before, says so first, and uses nothing: it is to be the outermost of
   * all policies. Equal questions at one time are one call. Past the cache it is the same provider.
   */
  around(provider: Provider, turn: CacheTurn): Provider
}

export interface CacheSettings extends CacheOptions {
  readonly clock?: Clock
  readonly newId?: NewId
}

/** How long the store may take, in milliseconds (T-77). */
const storeMs = 100
/** How often it is looked whether another node has its answer, in milliseconds. */
const pollMs = 100
const longestFollowMs = 600_000

/** One call to be made. */
interface Departure {
  readonly key: string
  readonly provider: Provider
  readonly turn: CacheTurn
  readonly request: ProviderRequest
  readonly options: StreamOptions
  readonly ttlMs: number
}

/**
 * Makes a cache over a store. No failure of the store is one of the answer: it is asked for at most 100 ms, and then
 * the model is.
 * @throws {RangeError} for a number that is none.
 */
export function createCache(store: CacheStore, settings: CacheSettings = {}): Cache {
  const { ttlSeconds = 3600, exactTtl = false, scope = 'user', maxTemperature = 0.3 } = settings
  const { staleIfErrorSeconds = 0, followMs = 5000 } = settings
  const { clock = systemClock, newId = randomId } = settings
  checkNumbers({
    ...(typeof ttlSeconds === 'number' ? { ttlSeconds } : {}),
    maxTemperature,
    staleIfErrorSeconds,
    followMs,
  })
  const staleMs = ttlMsOf(staleIfErrorSeconds, true)
  const leaseMs = Math.min(followMs, longestFollowMs)
  const flights = new Map<string, Flight>()

  function isKnown({ user, tenant }: CacheTurn['who']): boolean {
    if (scope === 'public') return true
    return (scope === 'user' ? user : tenant) !== undefined
  }

  /** How long the answer to this holds; 0 where it is to have nothing to do with the cache. */
  function ttlMsFor(request: ProviderRequest, { name, model }: Provider, turn: CacheTurn): number {
    const { temperature = 0, prompt } = request
    if (!(temperature <= maxTemperature)) return 0
    // After tools it depends on what they gave, under ids that never come again.
    if (prompt.at(-1)?.role !== 'user' || !isSelfContained(prompt)) return 0
    if (typeof ttlSeconds === 'number') return ttlMsOf(ttlSeconds, exactTtl)
    try {
      const { who } = turn
      return ttlMsOf(ttlSeconds({ request, who, provider: name, model }), exactTtl)
    } catch {
      return 0
    }
  }

  async function* share(asked: Omit<Departure, 'key'>): AsyncGenerator<Read> {
    const { provider, turn, request, options } = asked
    const { providers, who } = turn
    const key = await keyOf({ scope, who, providers, request }).catch(() => undefined)
    if (key === undefined) {
      yield* provider.stream(request, options)
      return
    }
    let attempt = 1
    for (;;) {
      const boarded = flights.get(key)
      const flight = boarded ?? depart({ ...asked, key }, attempt)
      const landing = yield* follow(flight, boarded !== undefined, asked)
      if (landing === undefined) return
      const isFinal =
        boarded === undefined || (flight.attempt > 1 && landing.error.code !== 'quota')
      if (isFinal) {
        const { stale } = flight
        if (stale !== undefined && mayFailover(landing.error.code)) {
          turn.onHit?.(hitOf(stale, 'stale'))
          yield* replay(stale, (boarded === undefined ? flight.usage : undefined) ?? nothingUsed)
          return
        }
        if (landing.read === undefined) throw landing.thrown
        yield landing.read
        return
      }
      // An allowance is one asker's own: that it is used up says nothing of the next one's.
      attempt = landing.error.code === 'quota' ? flight.attempt : flight.attempt + 1
    }
  }

  /** All that a flight says. Returns how it failed, where that was before a word. */
  async function* follow(
    flight: Flight,
    joins: boolean,
    { turn, options }: Omit<Departure, 'key'>,
  ): AsyncGenerator<Read, Extract<Landing, { readonly kind: 'failed' }> | undefined> {
    const { startedAt } = flight
    const seat = flight.board(options.signal)
    let told = !joins
    try {
      for (let read; (read = await seat.next()) !== undefined;) {
        if (!told && read.some(isWord)) {
          told = true
          yield cachedNotice(startedAt)
          // Also where the provider will not tell, or it breaks off before it does.
          yield [{ type: 'usage', usage: nothingUsed }]
        }
        // Whoever began it pays for it, also where he leaves.
        yield joins ? read.map(withoutCost) : read
      }
      const { landing } = flight
      if (landing?.kind === 'failed') return landing
      if (landing?.kind === 'broken') throw landing.thrown
      if (landing?.kind === 'kept') {
        turn.onHit?.(hitOf(landing.answer, 'kept'))
        for (const read of replay(landing.answer, nothingUsed)) {
          options.signal.throwIfAborted()
          yield read
        }
      } else if (joins) {
        const { by, usage: saved } = flight
        turn.onHit?.({ createdAt: startedAt, ...by, saved, kind: 'shared' })
      }
      return undefined
    } finally {
      seat.leave()
    }
  }

  function depart(departure: Departure, attempt: number): Flight {
    const { key, provider, turn } = departure
    const holder = newId()
    const flight = createFlight({
      attempt,
      startedAt: clock.now(),
      by: { provider: provider.name, model: provider.model },
      onEmpty() {
        forget(key, flight)
        // Before the provider has noticed: who asks again does not wait for this one.
        void inTime(() => store.release(key, holder))
      },
    })
    flights.set(key, flight)
    const flown = fly(departure, flight, holder)
    turn.waitUntil?.(flown)
    return flight
  }

  function forget(key: string, flight: Flight): void {
    if (flights.get(key) === flight) flights.delete(key)
  }

  /** Looks, asks, and keeps. Never rejects. */
  async function fly(departure: Departure, flight: Flight, holder: string): Promise<void> {
    const { key, ttlMs } = departure
    const land = (landing: Landing): void => {
      // Gone first: of those who see that it failed, one asks again.
      forget(key, flight)
      flight.land(landing)
    }
    let leads = false
    try {
      const found = await look(key, holder, flight.signal)
      ;({ leads } = found)
      if (flight.signal.aborted) return
      if (found.answer !== undefined) return land({ kind: 'kept', answer: found.answer })
      flight.stale = found.stale
      const { landing, text } = await ask(departure, flight)
      if (flight.signal.aborted) return
      if (text === undefined) return land(landing)
      // Who asks while it is being stored follows this one still.
      flight.land(landing)
      const now = clock.now()
      await inTime(() => store.write(key, { text, now, freshUntil: now + ttlMs, staleMs, holder }))
      leads = false
    } catch (thrown) {
      // The signal's reason, and then nobody sees it.
      land({ kind: 'broken', thrown })
    } finally {
      forget(key, flight)
      if (leads) await inTime(() => store.release(key, holder))
    }
  }

  /** What is kept. Where another node is being answered, its answer, if it comes soon. */
  async function look(key: string, holder: string, signal: AbortSignal): Promise<Found> {
    for (let polls = Math.ceil(leaseMs / pollMs); ; polls--) {
      const now = clock.now()
      const wantsStale = staleMs > 0
      const found = await inTime(() => store.open(key, { now, holder, leaseMs, wantsStale }))
      const text = found?.state === 'fresh' ? found.text : found?.stale
      const answer = typeof text === 'string' ? readAnswer(text, key, now) : undefined
      // One that cannot be read is written over.
      if (found?.state === 'fresh') return { answer, stale: undefined, leads: false }
      const leads = found?.state === 'lead'
      if (found?.state !== 'wait' || polls <= 0) return { answer: undefined, stale: answer, leads }
      await wait(clock, pollMs, signal)
    }
  }

  /** Asks the provider. Resolves to how it ended, with the answer as a text where it is to be kept. */
  async function ask(
    { key, provider, request, options }: Departure,
    flight: Flight,
  ): Promise<Asked> {
    const recording = createRecording()
    const { signal, startedAt: createdAt } = flight
    let spoke = false
    try {
      for await (const read of provider.stream(request, { ...options, signal })) {
        const failure = spoke ? undefined : read.find(({ type }) => type === 'error')
        spoke ||= read.some((event) => event.type !== 'error' && isWord(event))
        if (!spoke && failure?.type === 'error') {
          return { landing: { kind: 'failed', error: failure.error, read, thrown: undefined } }
        }
        note(read, flight)
        recording.add(read)
        flight.say(read)
      }
    } catch (thrown) {
      if (spoke) return { landing: { kind: 'broken', thrown } }
      const error = toChatError(thrown, { message: sentenceFor('unknown') })
      return { landing: { kind: 'failed', error, read: undefined, thrown } }
    }
    const { whole: events, usage } = recording
    const landing = { kind: 'said' } as const
    if (events === undefined) return { landing }
    const { by } = flight
    return { landing, text: writeAnswer(key, { createdAt, ...by, events, usage }) }
  }

  /** What comes of the store, if it comes in time; undefined else. */
  async function inTime<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await within(clock, storeMs, work(), 'The cache')
    } catch {
      return undefined
    }
  }

  return {
    around(provider, turn) {
      if (turn.fresh || !isKnown(turn.who)) return provider
      return {
        ...provider,
        stream(request, options) {
          const ttlMs = ttlMsFor(request, provider, turn)
          if (ttlMs === 0) return provider.stream(request, options)
          return share({ provider, turn, request, options, ttlMs })
        },
      }
    },
  }
}

interface Found {
  readonly answer: CachedAnswer | undefined
  readonly stale: CachedAnswer | undefined
  readonly leads: boolean
}

interface Asked {
  readonly landing: Landing
  readonly text?: string | undefined
}

/** Keeps in mind who answers, and what it used. */
function note(read: Read, flight: Flight): void {
  for (const event of read) {
    if (event.type === 'usage') flight.usage = event.usage
    if (event.type === 'notice' && event.notice.kind === 'failed-over') {
      const { provider, model } = event.notice
      flight.by = { provider, model }
    }
  }
}

function withoutCost(event: ProviderEvent): ProviderEvent {
  return event.type === 'usage' ? { type: 'usage', usage: nothingUsed } : event
}

function hitOf(answer: CachedAnswer, kind: CacheHit['kind']): CacheHit {
  const { createdAt, provider, model, usage: saved } = answer
  return { createdAt, provider, model, saved, kind }
}

function checkNumbers(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0)) throw new RangeError(`cache.${name} is a number, 0 or more.`)
  }
}
