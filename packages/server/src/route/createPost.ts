import { type CannedReplies, ChatError, type Clock, type NewId } from '@millrace/protocol'
import { identityOf, type Known } from '../access/identityOf.ts'
import { readJson } from '../access/readJson.ts'
import type { Budget } from '../budget/Budget.ts'
import type { Cache } from '../cache/createCache.ts'
import { wantsFresh } from '../cache/wantsFresh.ts'
import { within } from '../clock/within.ts'
import type { AnswerLog } from '../log/createAnswerLog.ts'
import type { FoundRun } from '../store/RunStore.ts'
import type { Limits } from '../limits/limits.ts'
import type { EmergencyStop } from '../switches/createEmergencyStop.ts'
import type { Calls } from '../tools/createCalls.ts'
import type { Toolbox } from '../tools/createToolbox.ts'
import type { Windows } from '../window/createWindows.ts'
import type { ChatRouteOptions, HandleOptions } from './ChatRouteOptions.ts'
import type { AnswerName, Answers, KnownAnswer } from './createAnswers.ts'
import { type Asked, type Asking, createAsking } from './createAsking.ts'
import type { Journal } from './createJournal.ts'
import type { Models, RouteModel } from './createModels.ts'
import type { Guarding } from './guarding.ts'
import { inTurn } from './inTurn.ts'
import type { Sharing } from './createSharing.ts'
import type { Question, Questions } from './Question.ts'
import { busy, paused, restarting } from './refusals.ts'
import { runIdOf } from './requestNames.ts'
import { type RunningAnswer, startAnswer } from './startAnswer.ts'

export interface PostOptions {
  readonly options: ChatRouteOptions
  readonly models: Models
  readonly questions: Questions
  readonly answers: Answers
  readonly windows: Windows
  readonly journal: Journal
  readonly toolbox: Toolbox
  /** The calls of one answer; undefined where the route has no tools. */
  readonly callsFor: ((known: Known, chatId: string) => Calls) | undefined
  readonly guarding: Guarding | undefined
  readonly replies: CannedReplies | undefined
  /** The most that a body may hold. */
  readonly bodyBytes: number
  readonly clock: Clock
  readonly newId: NewId
  readonly isDraining: () => boolean
  readonly limits: Limits
  readonly emergencyStop: EmergencyStop
  readonly budget: Budget
  readonly cache: Cache | undefined
  /** What other nodes know; undefined where there are none. */
  readonly sharing: Sharing | undefined
  /** Answers with what is known of an answer and comes of it. */
  readonly follow: (request: Request, known: KnownAnswer, receivedAt?: number) => Response
  /** The same for an answer of another node. */
  readonly followRemote: (request: Request, run: FoundRun) => Response
}

/** How long `selectModel` may take, in milliseconds. */
const selectMs = 10_000

/** What an answer begins with. */
interface Beginning {
  readonly question: Question
  readonly model: RouteModel
  readonly asking: Asking
  readonly asked: Asked | undefined
  readonly known: Known
  readonly chatId: string
  readonly runId: string | undefined
  /** Whether a stop was there before it, on another node. */
  readonly stopped: boolean
  readonly log: AnswerLog | undefined
  /** Whether the cache is passed by. */
  readonly fresh: boolean
  readonly waitUntil: HandleOptions['waitUntil']
}

/** Takes a question, or the same once more. */
export function createPost(
  post: PostOptions,
): (request: Request, handling: HandleOptions) => Promise<Response> {
  const { options, models, questions, answers, windows, journal, toolbox, clock, newId } = post
  const oneByOne = inTurn()

  return async (request, { waitUntil }) => {
    const receivedAt = clock.now()
    const known = await identityOf(request, options.identify)
    const { owner, who } = known
    if (post.isDraining()) throw restarting()
    if ((await post.emergencyStop.check()).stopped) throw paused()
    const runId = runIdOf(request)
    const { value, bytes } = await readJson(request, post.bodyBytes)
    const read = questions.read(value)
    const { chatId } = read
    // Only a run id makes a repeat, and a repeat is told by its body.
    const bodyHash = runId === undefined ? '' : await hashOf(bytes)
    const name = { owner, chatId, runId }
    const repeated = (): KnownAnswer | undefined =>
      runId === undefined ? undefined : answers.find(name)
    const before = repeated()
    if (before !== undefined) return repeat(request, before, bodyHash)
    // One question of a chat at a time, until its answer is known: of two, the second sees the first.
    return await oneByOne(JSON.stringify([owner, chatId]), async () => {
      const again = repeated()
      if (again !== undefined) return repeat(request, again, bodyHash)
      const streamId = newId()
      const admitted = await admit({ ...name, streamId }, bodyHash)
      if (admitted.status === 'known') return repeatRemote(request, admitted.run, bodyHash)
      const isShared = admitted.status === 'new'
      try {
        return await answerHere(isShared)
      } catch (thrown) {
        if (isShared && !answers.all.some((one) => one.streamId === streamId)) {
          post.sharing?.abandon(streamId)
        }
        throw thrown
      }

      async function answerHere(isShared: boolean): Promise<Response> {
        // What a stock client left is kept before its next question is put together.
        if (options.history !== undefined) await makeRoom(name)
        const question = await questions.open(read, known)
        await post.limits.admit({ ...known, chatId, messages: question.conversation.messages })
        const model = await within(
          clock,
          selectMs,
          models.choose({ requested: read.model, messages: question.conversation.messages, who }),
          'selectModel',
        )
        const asking = createAsking({
          owner,
          chatId,
          provider: model.first,
          windows,
          journal,
          system: options.system,
          tools: await toolbox.definitions(),
          maxOutputTokens: options.maxOutputTokens,
        })
        const resumable = runId !== undefined || options.resumable === 'always'
        // Whoever can come back has not stopped it by leaving.
        const signal = resumable ? new AbortController().signal : request.signal
        // What tools give first is not known yet.
        const asked = isSettled(question.settled)
          ? undefined
          : await asking.ask(question.conversation, signal)
        await makeRoom(name)
        if (post.isDraining()) throw restarting()
        if (post.emergencyStop.state.stopped) throw paused()
        question.begin()
        const answer: KnownAnswer = {
          ...name,
          streamId,
          bodyHash,
          resumable,
          answer: begin({
            question,
            model,
            asking,
            asked,
            known,
            chatId,
            runId,
            stopped: admitted.status === 'new' && admitted.stopped,
            fresh: wantsFresh({
              request,
              trigger: read.trigger,
              continues: question.conversation.continues,
            }),
            waitUntil,
            log: isShared
              ? post.sharing?.log(streamId, {
                  onStop: () => answer.answer.stop('stopped'),
                  onRead: () => answers.seenElsewhere(answer),
                })
              : undefined,
          }),
        }
        answers.add(answer)
        const { name: provider, model: modelName } = model.first
        const ended = journal.begin({ provider, model: modelName, at: receivedAt })
        void answer.answer.done.then(() =>
          ended(answer.answer.facts, answer.answer.used, clock.now()),
        )
        void answer.answer.done.then(post.emergencyStop.watch())
        waitUntil?.(answer.answer.done)
        return post.follow(request, answer, receivedAt)
      }
    })
  }

  /** Asks the other nodes. A stock client's question takes the place of what runs there, as it does here. */
  async function admit(
    name: AnswerName & { readonly streamId: string },
    bodyHash: string,
  ): Promise<Exclude<Awaited<ReturnType<Sharing['admit']>>, { status: 'busy' }>> {
    if (post.sharing === undefined) return { status: 'alone' }
    for (let tries = 0; ; tries++) {
      const admission = await post.sharing.admit(name, bodyHash)
      if (admission.status !== 'busy') return admission
      // One of this node is looked at here.
      if (answers.running(name.owner, name.chatId)?.streamId === admission.run.streamId) {
        await makeRoom(name)
      } else if (name.runId !== undefined || tries === 3) throw busy()
      else await post.sharing.stop({ ...name, runId: undefined, streamId: admission.run.streamId })
    }
  }

  function repeatRemote(request: Request, run: FoundRun, bodyHash: string): Response {
    if (run.bodyHash === bodyHash) return post.followRemote(request, run)
    throw usedForAnother()
  }

  function begin(beginning: Beginning): RunningAnswer {
    const { question, model, asking, asked, known, chatId, runId, log } = beginning
    const { before, conversation } = question
    const { messages } = conversation
    const { who } = known
    return startAnswer({
      log,
      provider:
        post.cache?.around(model.provider, {
          who,
          providers: model.providers,
          fresh: beginning.fresh,
          onHit({ provider, model: name, saved: usage }) {
            if (usage !== undefined) void post.budget.saved({ who, provider, model: name, usage })
          },
          ...(beginning.waitUntil === undefined ? {} : { waitUntil: beginning.waitUntil }),
        }) ?? model.provider,
      conversation,
      asking,
      asked,
      // A tool continuation, like any other, goes on in the message that made the call.
      messageId: before?.message.id ?? newId(),
      before,
      parentId: question.parentId,
      clock,
      stopped: answers.wasStopped({ owner: known.owner, chatId, runId }) || beginning.stopped,
      // An answer that was begun is carried on by its model or not at all.
      replies: before === undefined ? post.replies : undefined,
      guard: post.guarding?.({ chatId, who: known.who, messages }),
      tools:
        post.callsFor === undefined
          ? undefined
          : {
              ...question.settled,
              calls: post.callsFor(known, chatId),
              maxSteps: options.maxSteps ?? 5,
            },
      reserve: ({ request: { inputTokens = 0, maxOutputTokens } }) =>
        post.budget.reserve({
          who: known.who,
          providers: model.providers,
          inputTokens,
          maxOutputTokens,
        }),
      keeper: question.keeper,
      infoOf: journal.infoOf,
      onError(error, by) {
        journal.failed(error, { chatId, ...by })
        if (error.code === 'content_policy') journal.rejected({ chatId, ...by, messages, error })
      },
    })
  }

  /**
   * One answer runs per chat. A client with run ids is told so, unless that one is about to end; a stock client asks
   * anew only when its user wants something else.
   */
  async function makeRoom({ owner, chatId, runId }: AnswerName): Promise<void> {
    for (let running; (running = answers.running(owner, chatId)) !== undefined;) {
      if (runId !== undefined && !running.answer.ending) throw busy()
      running.answer.stop('stopped')
      await running.answer.done
    }
  }

  function repeat(request: Request, answer: KnownAnswer, bodyHash: string): Response {
    if (answer.bodyHash === bodyHash) return post.follow(request, answer)
    throw usedForAnother()
  }
}

function usedForAnother(): ChatError {
  return new ChatError('conflict', 'This Idempotency-Key was used for another question.', {
    status: 409,
  })
}

/** Whether there is something to do before a model has its turn. */
function isSettled({ approved, declined, unproven }: Question['settled']): boolean {
  return approved.length + declined.length + unproven.length > 0
}

/** The same for the same bytes. Where there is no `crypto.subtle`, as in a page that came without TLS, the text itself. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto }
  if (subtle === undefined) return new TextDecoder().decode(bytes)
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
