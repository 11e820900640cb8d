import type { Cached, CannedReplies, Clock, NewId } from '@millrace/protocol'
import type { Known } from '../access/identityOf.ts'
import type { Wanted } from '../access/readWanted.ts'
import type { Budget } from '../budget/Budget.ts'
import { withBudget } from '../budget/withBudget.ts'
import type { CacheHit } from '../cache/CacheOptions.ts'
import type { Cache } from '../cache/createCache.ts'
import { wantsFresh } from '../cache/wantsFresh.ts'
import type { Limits } from '../limits/limits.ts'
import type { Provider } from '../provider/Provider.ts'
import { materialRule } from '../retrieval/material.ts'
import type { EmergencyStop } from '../switches/createEmergencyStop.ts'
import type { Calls } from '../tools/createCalls.ts'
import type { Toolbox } from '../tools/createToolbox.ts'
import { within } from '../waiting/within.ts'
import type { Windows } from '../window/createWindows.ts'
import type { AnswerTools, Retrieval } from './AnswerOptions.ts'
import type { ChatRouteOptions, HandleOptions } from './ChatRouteOptions.ts'
import type { Answers, KnownAnswer } from './createAnswers.ts'
import { type Asked, type Asking, createAsking } from './createAsking.ts'
import type { Journal } from './createJournal.ts'
import type { Models, RouteModel } from './createModels.ts'
import type { Begun, Sharing } from './createSharing.ts'
import type { Guarding } from './guarding.ts'
import type { Question, Questions } from './Question.ts'
import { paused, restarting } from './refusals.ts'
import type { Retrieving } from './retrieving.ts'
import { startAnswer } from './startAnswer.ts'

export interface AnsweringOptions {
  readonly options: ChatRouteOptions
  readonly models: Models
  readonly questions: Pick<Questions, 'open'>
  readonly answers: Answers
  readonly windows: Windows
  readonly journal: Journal
  readonly toolbox: Toolbox
  /** The calls of one answer; undefined where the route has no tools. */
  readonly callsFor: ((known: Known, chatId: string) => Calls) | undefined
  readonly guarding: Guarding | undefined
  readonly retrieving: Retrieving | undefined
  readonly replies: CannedReplies | undefined
  readonly clock: Clock
  readonly newId: NewId
  readonly isDraining: () => boolean
  readonly limits: Limits
  readonly emergencyStop: EmergencyStop
  readonly budget: Budget
  readonly cache: Cache | undefined
  readonly sharing: Sharing | undefined
}

/** A question that may have its answer here. */
export interface Admitted {
  readonly request: Request
  readonly receivedAt: number
  readonly read: Wanted
  readonly known: Known
  readonly name: Pick<KnownAnswer, 'owner' | 'chatId' | 'runId' | 'streamId'>
  readonly bodyHash: string
  readonly begun: Begun
  readonly waitUntil: HandleOptions['waitUntil']
}

/** All that is found out before an answer begins. */
interface Prepared {
  readonly question: Question
  readonly model: RouteModel
  readonly asking: Asking
  readonly asked: Asked | undefined
  readonly resumable: boolean
}

/** How long `selectModel` may take, in milliseconds. */
const selectMs = 10_000

/** Begins answers. What can be refused is refused before one has begun. */
export function createAnswering(
  answering: AnsweringOptions,
): (admitted: Admitted) => Promise<KnownAnswer> {
  const { options, models, answers, journal, clock, newId, budget } = answering
  const { sharing, emergencyStop } = answering

  async function prepare({ request, read, known, name }: Admitted): Promise<Prepared> {
    const { owner, who } = known
    const question = await answering.questions.open(read, known)
    const { conversation } = question
    const { messages } = conversation
    await answering.limits.admit({ ...known, chatId: name.chatId, messages })
    const choosing = models.choose({ requested: read.model, messages, who })
    const model = await within(clock, selectMs, choosing, 'selectModel')
    const asking = createAsking({
      owner,
      chatId: name.chatId,
      provider: model.first,
      windows: answering.windows,
      journal,
      system: systemOf(options),
      tools: await answering.toolbox.definitions(),
      maxOutputTokens: options.maxOutputTokens,
    })
    const resumable = name.runId !== undefined || options.resumable === 'always'
    // Whoever can come back has not stopped it by leaving.
    const signal = resumable ? new AbortController().signal : request.signal
    // What tools give first is not known yet.
    const asked = isSettled(question.settled) ? undefined : await asking.ask(conversation, signal)
    return { question, model, asking, asked, resumable }
  }

  /** The model of an answer, paid from the budget, behind what is kept of answers: that costs nothing. */
  function providerOf(
    { request, read, known: { who }, waitUntil }: Admitted,
    { model, question, asking }: Prepared,
    {
      onPaying,
      onHit,
    }: {
      readonly onPaying: (payment: Promise<unknown>) => void
      readonly onHit: (hit: CacheHit) => void
    },
  ): Provider {
    const { continues } = question.conversation
    const { providers } = model
    const paid = withBudget({ budget, who, providers, count: asking.count, onPaying })(
      model.provider,
    )
    const cached = answering.cache?.around(paid, {
      who,
      providers,
      fresh: wantsFresh({ request, trigger: read.trigger, continues }),
      onHit(hit) {
        onHit(hit)
        const { provider, model: name, saved: usage } = hit
        if (usage !== undefined) void budget.saved({ who, provider, model: name, usage })
      },
      ...(waitUntil === undefined ? {} : { waitUntil }),
    })
    return cached ?? paid
  }

  function toolsOf({ known, name }: Admitted, { settled }: Question): AnswerTools | undefined {
    const calls = answering.callsFor?.(known, name.chatId)
    return calls === undefined ? undefined : { ...settled, calls, maxSteps: options.maxSteps ?? 5 }
  }

  function retrievalOf(
    { known, name }: Admitted,
    { conversation }: Question,
  ): Retrieval | undefined {
    const { messages } = conversation
    const search = answering.retrieving?.({ chatId: name.chatId, who: known.who, messages })
    return search && { search, maxTokens: options.maxRetrievedTokens ?? 4000 }
  }

  function begin(admitted: Admitted, prepared: Prepared): KnownAnswer {
    const { known, name, bodyHash, begun, waitUntil } = admitted
    const payments: Promise<unknown>[] = []
    let hit: CacheHit | undefined
    const { question, asking, asked, resumable } = prepared
    const { before, conversation, parentId, keeper } = question
    const { chatId, streamId } = name
    const { who } = known
    const { messages } = conversation
    const answer: KnownAnswer = {
      ...name,
      bodyHash,
      resumable,
      answer: startAnswer({
        log:
          begun.status === 'alone'
            ? undefined
            : sharing?.log(streamId, {
                onStop: (why) => answer.answer.stop(why),
                onRead: () => answers.seenElsewhere(answer),
              }),
        provider: providerOf(admitted, prepared, {
          onPaying(payment) {
            payments.push(payment)
            // Others hear it to its end, and its own is over.
            if (answer.answer.log.ended) waitUntil?.(payment)
          },
          onHit: (given) => void (hit = given),
        }),
        cached: () => hit && cachedBy(hit),
        paid: () => Promise.all(payments),
        conversation,
        asking,
        asked,
        // A tool continuation, like any other, goes on in the message that made the call.
        messageId: before?.message.id ?? newId(),
        before,
        parentId,
        clock,
        stopped: answers.wasStopped(name) || (begun.status === 'new' && begun.stopped),
        // An answer that was begun is carried on by its model or not at all.
        replies: before === undefined ? answering.replies : undefined,
        guard: answering.guarding?.({ chatId, who, messages }),
        retrieval: retrievalOf(admitted, question),
        tools: toolsOf(admitted, question),
        keeper,
        infoOf: journal.infoOf,
        onError(error, by) {
          journal.failed(error, { chatId, ...by })
          if (error.code === 'content_policy') journal.rejected({ chatId, ...by, messages, error })
        },
      }),
    }
    return answer
  }

  return async (admitted) => {
    const { name, receivedAt, waitUntil } = admitted
    // What a stock client left is kept before its next question is put together.
    if (options.history !== undefined) await answers.makeRoom(name)
    const prepared = await prepare(admitted)
    await answers.makeRoom(name)
    if (answering.isDraining()) throw restarting()
    if (emergencyStop.state.stopped) throw paused()
    prepared.question.begin()
    const known = begin(admitted, prepared)
    answers.add(known)
    const { answer } = known
    const { name: provider, model } = prepared.model.first
    const ended = journal.begin({ provider, model, at: receivedAt })
    void answer.done.then(() => ended(answer.facts, answer.used, clock.now()))
    void answer.done.then(emergencyStop.watch())
    waitUntil?.(answer.done)
    return known
  }
}

/** What its reader is told of it, and finds with the message later. */
function cachedBy({ createdAt, saved, kind }: CacheHit): Cached {
  return {
    createdAt,
    ...(saved === undefined ? {} : { saved }),
    ...(kind === 'stale' ? { stale: true } : {}),
  }
}

/** With a search, every prompt says what its material is: the beginning of all of them is the same. */
function systemOf({ system, retrieve }: ChatRouteOptions): string | undefined {
  if (retrieve === undefined) return system
  return system === undefined ? materialRule : `${system}\n\n${materialRule}`
}

/** Whether there is something to do before a model has its turn. */
function isSettled({ approved, declined, unproven }: Question['settled']): boolean {
  return approved.length + declined.length + unproven.length > 0
}
