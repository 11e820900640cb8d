import { ChatError, type Clock, type Message } from '@millrace/protocol'
import type { Known } from '../access/identityOf.ts'
import type { LimitStore, NamedBucket, NamedRepeats, Taken } from './LimitStore.ts'
import { questionHash } from './questionHash.ts'
import type { Repeats } from './repeats.ts'

/** How many questions may be asked, and how fast. All of them count that are answered: repeats by run id do not. */
export interface RequestLimits {
  /** One user of a tenant. */
  readonly user?: RequestRate | undefined
  /** All of one tenant. */
  readonly tenant?: RequestRate | undefined
  /** All that one feature asks, whichever the tenant. */
  readonly feature?: RequestRate | undefined
  /** All there is. */
  readonly total?: RequestRate | undefined
  /** All of a tenant who have no name, together. Default: what one user may. */
  readonly anonymous?: RequestRate | undefined
  /** How often one conversation is answered, continuations after a tool included. */
  readonly chat?: { readonly turns: number } | undefined
  /** How often one user may ask the same within a time: what is over is a loop that ran away. */
  readonly identical?: Repeats | undefined
}

export interface RequestRate {
  readonly requestsPerMinute: number
  /** How many at once, after a time of quiet. Default: those of a minute, one at least. */
  readonly burst?: number | undefined
}

/** Somebody asks something. */
export interface LimitedQuestion extends Known {
  readonly chatId: string
  /** The conversation, the question last. */
  readonly messages: readonly Message[]
}

export interface Limits {
  /**
   * Counts a question, or refuses it: then it counts for nothing. When the store fails it is let through.
   * @throws {ChatError} `rate_limit` (429), with the time after which it is let through where there is one.
   */
  admit(question: LimitedQuestion): Promise<void>
  /** `failing`: nothing is limited. `ok` while there is nothing to limit, too. */
  readonly status: 'ok' | 'failing'
}

export interface LimitsAround {
  readonly store: LimitStore
  readonly clock: Clock
  /** The store begins to fail, or is well again. */
  readonly onChange?: (status: Limits['status'], cause: unknown) => void
  /** A question was refused. */
  readonly onRefused?: (limit: LimitKind, question: LimitedQuestion) => void
}

/** Which limit refuses. */
export type LimitKind = keyof RequestLimits

/** @throws {ChatError} `invalid_request` for limits that let nobody through, or that are no numbers. */
export function createLimits(limits: RequestLimits, around: LimitsAround): Limits {
  const { store, clock, onChange, onRefused } = around
  const { user, tenant, feature, total, anonymous = user, chat, identical } = limits
  for (const [name, rate] of Object.entries({ user, tenant, feature, total, anonymous })) {
    if (rate !== undefined) checkRate(name, rate)
  }
  if (chat !== undefined) checkCount('chat.turns', chat.turns)
  if (identical !== undefined) {
    checkCount('identical.times', identical.times)
    checkCount('identical.withinMs', identical.withinMs)
  }
  let status: Limits['status'] = 'ok'

  function turn(to: Limits['status'], cause?: unknown): void {
    if (to === status) return
    status = to
    onChange?.(to, cause)
  }

  function bucketsOf({ who, owner, chatId }: LimitedQuestion): NamedBucket[] {
    const isNamed = who.user !== undefined
    return [
      ...(isNamed ? rated('user', user, who.tenant, who.user) : []),
      ...(isNamed ? [] : rated('anonymous', anonymous, who.tenant)),
      ...(who.tenant === undefined ? [] : rated('tenant', tenant, who.tenant)),
      ...(who.feature === undefined ? [] : rated('feature', feature, who.feature)),
      ...rated('total', total),
      ...(chat === undefined
        ? []
        : [{ key: keyOf('chat', owner, chatId), capacity: chat.turns, perMinute: 0 }]),
    ]
  }

  async function take(
    buckets: readonly NamedBucket[],
    repeats: NamedRepeats | undefined,
  ): Promise<Taken> {
    try {
      const came = await store.take(buckets, clock.now(), repeats)
      turn('ok')
      return came
    } catch (thrown) {
      turn('failing', thrown)
      return { taken: true }
    }
  }

  return {
    async admit(question) {
      const buckets = bucketsOf(question)
      const { owner, messages } = question
      const repeats =
        identical === undefined
          ? undefined
          : { ...identical, key: keyOf('identical', owner, questionHash(messages)) }
      if (buckets.length === 0 && repeats === undefined) return
      const came = await take(buckets, repeats)
      if (came.taken) return
      const limit = kindOf(came.key)
      onRefused?.(limit, question)
      const comesBack = came.waitMs !== Infinity
      throw new ChatError('rate_limit', sentences[limit], {
        status: 429,
        retryable: comesBack,
        retryAfterMs: comesBack ? came.waitMs : undefined,
      })
    },
    get status() {
      return status
    },
  }
}

const sentences: Record<LimitKind, string> = {
  user: 'You have asked a lot in a short time. Please wait a moment.',
  anonymous: 'Too many people without an account are asking right now. Please wait a moment.',
  tenant: 'Your organization has asked a lot in a short time. Please wait a moment.',
  feature: 'This chat is asked too much right now. Please wait a moment.',
  total: 'This chat is asked too much right now. Please wait a moment.',
  chat: 'This conversation has had as many turns as it may have. Please begin a new one.',
  identical: 'The same has been asked again and again. Please wait before you ask it once more.',
}

function rated(
  limit: LimitKind,
  rate: RequestRate | undefined,
  ...names: readonly (string | undefined)[]
): NamedBucket[] {
  if (rate === undefined) return []
  const { requestsPerMinute: perMinute, burst = Math.max(1, perMinute) } = rate
  return [{ key: keyOf(limit, ...names), capacity: burst, perMinute }]
}

/** Names are data: what is not there is not the empty name, and none runs into the next (T-90). */
function keyOf(limit: LimitKind, ...names: readonly (string | undefined)[]): string {
  return JSON.stringify([limit, ...names.map((name) => name ?? null)])
}

function kindOf(key: string): LimitKind {
  const [limit] = JSON.parse(key) as readonly [LimitKind]
  return limit
}

function checkRate(name: string, { requestsPerMinute, burst }: RequestRate): void {
  if (!(requestsPerMinute >= 0.001 && requestsPerMinute <= 1e6)) {
    throw notMeant(`${name}.requestsPerMinute`, 'a number from 0.001 to 1,000,000')
  }
  if (burst !== undefined && !(burst >= 1 && burst <= 1e6)) {
    throw notMeant(`${name}.burst`, 'a number from 1 to 1,000,000')
  }
}

function checkCount(name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw notMeant(name, 'a whole number from 1 on')
}

function notMeant(name: string, what: string): ChatError {
  return new ChatError('invalid_request', `limits.${name} must be ${what}.`)
}
