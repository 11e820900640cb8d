import { ChatError, type Clock } from '@millrace/protocol'
import { type Identify, identityOf } from '../access/identityOf.ts'
import type { AnswerLog } from '../log/createAnswerLog.ts'
import type { FoundRun } from '../store/RunStore.ts'
import type { Answers, KnownAnswer } from './createAnswers.ts'
import type { Sharing } from './createSharing.ts'
import { notFound, unreachable } from './refusals.ts'
import { lastEventIdOf, nameOf } from './requestNames.ts'
import { respondWithLog } from './respondWithLog.ts'
import { noContent, notStored } from './responses.ts'

export interface StreamsOptions {
  readonly identify: Identify | undefined
  readonly answers: Answers
  readonly sharing: Sharing | undefined
  readonly clock: Clock
  readonly heartbeatMs: number
}

/** Answers as their readers get them: of this node and of others. */
export interface Streams {
  /** From its beginning. */
  follow(request: Request, known: KnownAnswer, receivedAt?: number): Response
  /** The same for an answer of another node. */
  followRemote(request: Request, run: FoundRun): Response
  /** `GET …/{chatId}/stream`. */
  resume(request: Request, chatId: string): Promise<Response>
  /** `DELETE …/{chatId}/stream`. */
  stop(request: Request, chatId: string): Promise<Response>
}

export function createStreams(options: StreamsOptions): Streams {
  const { answers, sharing, clock, heartbeatMs } = options

  interface Followed {
    readonly log: Pick<AnswerLog, 'read'>
    readonly streamId: string
    readonly after: number
    readonly tookMs: number
    readonly onLeave: () => void
  }

  function respond({ signal }: Request, { log, ...followed }: Followed): Response {
    return respondWithLog(log, { ...followed, clock, heartbeatMs, signal })
  }

  function local(known: KnownAnswer, after: number, receivedAt: number): Followed {
    const { streamId, answer } = known
    const tookMs = clock.now() - receivedAt
    return { log: answer.log, streamId, after, tookMs, onLeave: answers.enter(known) }
  }

  /** Who reads on another node is seen there by what he reads. */
  function remote(near: Sharing, { streamId }: FoundRun, after: number): Followed {
    const onLeave = (): void => undefined
    return { log: near.remote(streamId), streamId, after, tookMs: 0, onLeave }
  }

  /** An answer by its name, wherever it is. */
  async function find(
    request: Request,
    chatId: string,
  ): Promise<{
    readonly name: ReturnType<typeof nameOf>
    readonly known: KnownAnswer | undefined
    readonly far: { readonly near: Sharing; readonly run: FoundRun } | undefined
    /** Whether other nodes could be asked. */
    readonly reached: boolean
  }> {
    const { owner } = await identityOf(request, options.identify)
    const name = nameOf(request, owner, chatId)
    const known = answers.find(name)
    const run = known === undefined ? await sharing?.find(name) : undefined
    const far =
      sharing !== undefined && typeof run === 'object' ? { near: sharing, run } : undefined
    return { name, known, far, reached: run !== 'unreachable' }
  }

  return {
    follow: (request, known, receivedAt = clock.now()) =>
      respond(request, local(known, -1, receivedAt)),
    followRemote(request, run) {
      if (sharing === undefined) throw notFound()
      return respond(request, remote(sharing, run, -1))
    },
    async resume(request, chatId) {
      const { name, known, far, reached } = await find(request, chatId)
      const named = name.streamId !== undefined || name.runId !== undefined
      // A stock client names and counts nothing: it builds the answer anew from its start.
      const after = named ? lastEventIdOf(request) : -1
      const found = known?.answer.log ?? far?.run
      if (!named && found?.ended !== false) return noContent()
      // Gone is for good: who hears that gives up what may be there in a second.
      if (found === undefined) throw reached ? notFound() : unreachable()
      if (after >= found.next) {
        throw new ChatError('bad_sequence', 'Last-Event-ID is past the end of this answer.', {
          status: 416,
        })
      }
      // Whoever has the last event already gets it once more: the end must be seen to be believed.
      const from = found.ended ? Math.min(after, found.next - 2) : after
      if (known !== undefined) return respond(request, local(known, from, clock.now()))
      if (far === undefined) throw notFound()
      return respond(request, remote(far.near, far.run, from))
    },
    async stop(request, chatId) {
      const { name, known, far } = await find(request, chatId)
      // Whoever stopped it has left its stream, and would never know what it cost.
      if (known !== undefined) {
        const { answer } = known
        if (answer.log.ended) return noContent()
        answer.stop('stopped')
        await answer.done
        return notStored({ millrace: answer.facts })
      }
      if (far !== undefined) {
        const facts = await far.near.stop(far.run, 'stopped')
        return facts === undefined ? noContent() : notStored({ millrace: facts })
      }
      if (name.streamId !== undefined) throw notFound()
      answers.stopAhead(name)
      await sharing?.stopAhead(name)
      return noContent()
    },
  }
}
