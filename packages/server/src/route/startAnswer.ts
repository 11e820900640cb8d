import { ChatError, type Facts, type Usage } from '@millrace/protocol'
import { type AnswerLog, createAnswerLog } from '../log/createAnswerLog.ts'
import type { AnswerOptions, Progress, StopReason } from './AnswerOptions.ts'
import { produceAnswer } from './produceAnswer.ts'

/** One answer being produced. It outlives the connection that asked for it. */
export interface RunningAnswer {
  readonly log: AnswerLog
  /** Resolves when the last event is in the log; never rejects. */
  readonly done: Promise<void>
  /** What is known of the message once it is done. */
  readonly facts: Facts
  /** What this run of it used, without those before. */
  readonly used: Usage | undefined
  /** Whether its end is certain, and only has to be written down: then it is worth waiting for. */
  readonly ending: boolean
  /**
   * Ends the production now. `stopped`: somebody wished it; `interrupted`: nobody listens any more; `removed`: so is its
   * conversation, and nothing of it is kept, also where it was about to end.
   */
  stop(reason: StopReason): void
}

/**
 * Asks the provider and writes what it says to a log: numbered, `start` first, `[DONE]` last, whatever
 * happens in between. Runs the tools that it calls, and asks again with what they gave.
 */
export function startAnswer(options: AnswerOptions): RunningAnswer {
  const controller = new AbortController()
  const { log = createAnswerLog() } = options
  const progress: Progress = {
    stopped: options.stopped === true ? 'stopped' : undefined,
    ending: false,
    facts: {},
    used: undefined,
  }
  if (progress.stopped !== undefined) controller.abort(new ChatError('aborted', 'Stopped.'))
  const done = produceAnswer(options, { log, progress, signal: controller.signal })
  return {
    log,
    get facts() {
      return progress.facts
    },
    get used() {
      return progress.used
    },
    done,
    get ending() {
      return log.ended || progress.ending || controller.signal.aborted
    },
    stop(reason) {
      if (log.ended || (controller.signal.aborted && reason !== 'removed')) return
      progress.stopped = reason
      controller.abort(new ChatError('aborted', 'Stopped.'))
    },
  }
}
