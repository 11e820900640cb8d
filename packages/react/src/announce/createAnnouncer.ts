import { type ChatState, type ChatStore, isBusy, type Run } from '@millrace/core'
import { type Cancel, type Clock, factsOf, isToolPart, type Message } from '@millrace/protocol'
import type { Labels } from '../labels/labels.ts'
import { askedOf } from '../tool/approvalOf.ts'
import { nameOf } from '../tool/nameOf.ts'
import { type AnswerReader, beginning, type Place } from './createAnswerReader.ts'
import type { Politeness } from './createOutlets.ts'
import { batchLength, createSpeech, settleMs } from './createSpeech.ts'
import { createStatusTeller } from './createStatusTeller.ts'
import { joinSentences } from './joinSentences.ts'

/**
 * How much of an answer is spoken. `sentences`: its text as it comes, as far as it will not change any more.
 * `complete`: its text when it has ended. `status`: that it began and how it ended. `off`: nothing.
 */
export type AnnounceMode = 'sentences' | 'complete' | 'status' | 'off'

export interface AnnouncerOptions {
  readonly chat: ChatStore
  readonly reader: AnswerReader
  readonly clock: Clock
  readonly say: (text: string, politeness: Politeness) => void
  readonly mode: () => AnnounceMode
  readonly labels: () => Labels
  /** Whether the reader has scrolled away from the end: then `sentences` waits like `complete`. */
  readonly isAway: () => boolean
  /** The question that was asked here and of whose answer nothing was told. */
  readonly untoldId: () => string | undefined
  /** An answer is told of. */
  readonly onTell: () => void
}

/** Follows a chat while it is started. */
export interface ChatAnnouncer {
  /**
   * Begins to listen. What is there already is never spoken, but for the answer to a question that was asked here and that
   * nobody told of: this code may come after it. Returns what ends it, timers included.
   */
  start(): () => void
}

/** What is still said of an answer that has ended, in characters: ten batches, or 15 seconds. */
const longestRest = 3000

/** The answer that is being written, or was the last one. */
interface Answer {
  /** Of the newest run of it: an answer may take several, where tools are called. */
  runId: string
  messageId: string | undefined
  /** How far it was read; undefined where that is not known yet. */
  place: Place | undefined
  /** Whether it was said, or is about to be, that it comes. */
  begun: boolean
  /** Whether it is its turn: the answer before it has had its last word. */
  ready: boolean
  /** Whether it was said that no model wrote it. */
  automatic: boolean
  /** Tool calls whose approval was asked for aloud. */
  readonly asked: Set<string>
}

/**
 * Tells what happens in a chat, in order: that an answer comes, its sentences, how it ended; tool calls that need
 * approval, and the face of the chat (`Status.Root`). Only a question that the server never took is told at once and assertively. At the
 * end of an answer the next 3000 characters of it are still said, and then that there is more to read. A new question
 * silences the answer before it.
 */
export function createAnnouncer(options: AnnouncerOptions): ChatAnnouncer {
  const { chat, reader, clock, mode, labels, isAway } = options
  const speech = createSpeech({ clock, say: (text) => say(text, 'polite'), refill })
  const waiting = new Set<Cancel>()
  const teller = createStatusTeller({
    chat,
    clock,
    labels,
    later,
    say: (text) => speech.addNotice(text),
  })
  let answer: Answer | undefined
  /** Answers that have ended and wait for their last word. */
  let ending = 0
  let isMuted = false

  function say(text: string, politeness: Politeness): void {
    if (mode() !== 'off') options.say(text, politeness)
  }

  /** Does it once the page shows what the state says. What is handed over in order is done in order. */
  function later(task: () => void): void {
    const cancel = clock.schedule(() => {
      waiting.delete(cancel)
      task()
    }, settleMs)
    waiting.add(cancel)
  }

  function onChange(state: ChatState, before: ChatState): void {
    follow(state, before)
    // After the last word of an answer that ended with it.
    if (mode() === 'off') teller.start()
    else teller.onChange(state, before)
  }

  function follow(state: ChatState, before: ChatState): void {
    if (mode() === 'off') {
      answer = undefined
      isMuted = true
      return
    }
    if (isMuted) join(before)
    isMuted = false
    const runId = runIdOf(state.run)
    const runBefore = runIdOf(before.run)
    if (runBefore !== undefined && runBefore !== runId) end(runBefore, before.run, state.run)
    if (runId === undefined) return
    if (runId !== runBefore) begin(runId, state)
    if (state.messages !== before.messages || state.run !== before.run) grow(state.run)
  }

  function begin(runId: string, { messages }: ChatState): void {
    const last = messages.at(-1)
    const continued = last?.role === 'assistant' ? last : undefined
    if (answer !== undefined && answer.messageId === continued?.id) answer.runId = runId
    else answer = answerOf(runId, continued)
    if (continued !== undefined) answer.place ??= reads() ? reader.endOf(continued) : undefined
    // Where nothing was asked there may be nothing to follow: that shows when it comes.
    else introduce(answer)
  }

  function introduce(introduced: Answer): void {
    if (introduced.begun) return
    introduced.begun = true
    // What was queued behind an answer is no sign that its reader is done with it.
    const isNews = ending === 0
    later(() => {
      options.onTell()
      introduced.ready = true
      if (isNews) speech.dropSentences()
      speech.addNotice(labels().responding)
    })
  }

  /** Once per token: asks for a turn and looks at nothing. */
  function grow(run: Run): void {
    const messageId = 'messageId' in run ? run.messageId : undefined
    if (answer === undefined || messageId === undefined) return
    if (answer.messageId !== messageId) {
      if (answer.messageId !== undefined) answer.place = beginning
      answer.messageId = messageId
    }
    introduce(answer)
    speech.wake()
  }

  function refill(): void {
    const message = messageOf(answer?.messageId)
    // An answer that has ended has its last word soon.
    if (answer?.ready !== true || message === undefined || ending > 0) return
    const current = mode() === 'sentences' && !isAway()
    if (current && !readOn(answer, message, false)) return
    askFor(answer, message)
  }

  /** Whether all was read that can be read now. */
  function readOn(answer: Answer, message: Message, ended: boolean): boolean {
    const room = (ended ? longestRest : batchLength) - speech.waiting
    if (room <= 0) return false
    const place = answer.place ?? reader.endOf(message)
    const reading = reader.read(message, place, { ended, limit: room })
    answer.place = reading.place
    if (reading.sentences.length > 0) sayAutomatic(answer, message)
    speech.addSentences(reading.sentences)
    return reading.whole
  }

  function sayAutomatic(answer: Answer, message: Message): void {
    if (answer.automatic || factsOf(message).canned === undefined) return
    answer.automatic = true
    speech.addSentences([labels().automatic])
  }

  function askFor(answer: Answer, message: Message): void {
    for (const [id, tool] of approvalsIn(message)) {
      if (answer.asked.has(id)) continue
      answer.asked.add(id)
      speech.addNotice(labels().needsApproval(tool))
    }
  }

  function end(runId: string, run: Run, after: Run): void {
    const ended = answer
    if (ended === undefined) return
    const messageId =
      ('messageId' in run ? run.messageId : undefined) ??
      ('messageId' in after ? after.messageId : undefined)
    ending++
    later(() => {
      ending--
      if (ended.runId === runId) lastWord(ended, messageOf(messageId), after)
      // A tool was run, and the same answer goes on by itself.
      else speech.wake()
    })
  }

  function lastWord(ended: Answer, message: Message | undefined, run: Run): void {
    const introduced = ended.begun
    Object.assign(ended, { begun: false, ready: false })
    // The question waits again, and there was no answer to begin with.
    if (chat.getState().queue.some(({ runId }) => runId === ended.runId)) return speech.clear()
    if (run.status === 'failed' && !run.accepted) {
      speech.clear()
      say(closingOf(run, message, labels()), 'assertive')
      return
    }
    // There was nothing to follow.
    if (!introduced && run.status !== 'failed') return
    let whole = true
    if (message !== undefined) {
      if (reads()) {
        whole = readOn(ended, message, true)
        ended.place = reader.endOf(message)
      }
      sayAutomatic(ended, message)
      ended.automatic = false
      askFor(ended, message)
      // It is the reader's turn, and the answer is not over.
      if (run.status !== 'failed' && approvalsIn(message).size > 0) return
    }
    const closing = closingOf(run, message, labels())
    speech.addNotice(whole ? closing : joinSentences([closing, labels().moreToRead]))
  }

  function reads(): boolean {
    return mode() === 'sentences' || mode() === 'complete'
  }

  function messageOf(id: string | undefined): Message | undefined {
    const { messages, indexById } = chat.getState()
    return id === undefined ? undefined : messages[indexById.get(id) ?? -1]
  }

  /** The answer that is on its way when we come: what is there of it is not news. */
  function join({ run }: ChatState): void {
    const runId = runIdOf(run)
    if (runId === undefined) return
    const message = messageOf('messageId' in run ? run.messageId : undefined)
    answer = { ...answerOf(runId, message), begun: true, ready: true }
    if (message !== undefined && reads()) answer.place = reader.endOf(message)
  }

  /** Tells of what was asked before we came, as far as it is. */
  function catchUp({ run, messages }: ChatState): void {
    const runId = runIdOf(run)
    const last = messages.at(-1)
    const message = last?.role === 'assistant' ? last : undefined
    const missed = { ...answerOf(runId ?? '', undefined), messageId: message?.id }
    answer = missed
    if (runId !== undefined) return introduce(missed)
    missed.begun = message !== undefined
    ending++
    later(() => {
      ending--
      options.onTell()
      lastWord(missed, message, run)
    })
  }

  return {
    start() {
      // Whoever wants nothing told now is not told of it later.
      if (mode() === 'off') options.onTell()
      const state = chat.getState()
      const question = state.messages.findLast(({ role }) => role === 'user')
      if (question !== undefined && question.id === options.untoldId()) catchUp(state)
      else join(state)
      teller.start()
      const unsubscribe = chat.subscribe(onChange)
      return () => {
        unsubscribe()
        speech.clear()
        for (const cancel of waiting) cancel()
        waiting.clear()
        answer = undefined
        ending = 0
      }
    },
  }
}

/** @param known - What is there of it, which is no news. */
function answerOf(runId: string, known: Message | undefined): Answer {
  return {
    runId,
    messageId: known?.id,
    place: known === undefined ? beginning : undefined,
    begun: false,
    ready: false,
    automatic: false,
    asked: new Set(known === undefined ? [] : approvalsIn(known).keys()),
  }
}

function runIdOf(run: Run): string | undefined {
  return isBusy(run) && 'runId' in run ? run.runId : undefined
}

/** The tools of a message that wait for the reader's word, by the id of what they ask. */
function approvalsIn({ parts }: Message): ReadonlyMap<string, string> {
  return new Map(
    parts.filter(isToolPart).flatMap((part) => {
      const asked = askedOf(part)
      return asked === undefined ? [] : [[asked.id, nameOf(part)] as const]
    }),
  )
}

/** How an answer ended, in words. */
function closingOf(run: Run, message: Message | undefined, labels: Labels): string {
  if (run.status === 'failed') {
    return `${labels.failed}: ${labels.errors[run.error.code] ?? labels.errors.unknown}`
  }
  // Stopped before its first word, it left nothing.
  if (message === undefined) return labels.stopped
  const { status, finishReason } = factsOf(message)
  if (status === 'stopped') return labels.stopped
  if (status === 'interrupted') return labels.interrupted
  if (finishReason === 'length') return joinSentences([labels.complete, labels.cutAtLength])
  if (finishReason === 'content-filter') return joinSentences([labels.complete, labels.filtered])
  return labels.complete
}
