import { type Identify, identityOf } from '../access/identityOf.ts'
import { readChatChange } from '../access/readChatChange.ts'
import { readJson } from '../access/readJson.ts'
import type { Conversations } from '../history/createConversations.ts'
import type { InTurn } from '../waiting/inTurn.ts'
import type { Answers } from './createAnswers.ts'
import type { Sharing } from './createSharing.ts'
import { noneOfIt, noSuchChat } from './refusals.ts'
import { turnOf } from './requestNames.ts'
import { noContent, notStored } from './responses.ts'

export interface EditingOptions {
  readonly identify: Identify | undefined
  readonly conversations: Pick<Conversations, 'update' | 'remove'> | undefined
  readonly answers: Pick<Answers, 'running'>
  readonly sharing: Pick<Sharing, 'find' | 'stop'> | undefined
  /** The turns of questions: none is asked in a conversation while that is removed. */
  readonly oneByOne: InTurn
}

/** What users do to conversations that are kept. Another user's is as unknown as one that never was (T-29, T-94). */
export interface Editing {
  /** `PATCH …/{chatId}`. @throws {ChatError} `not_found` (404), `invalid_request` (400), `unavailable` (503). */
  change(request: Request, chatId: string): Promise<Response>
  /** `DELETE …/{chatId}`: 204 whether it was there or not. @throws {ChatError} as `change`. */
  remove(request: Request, chatId: string): Promise<Response>
}

/** The longest title, each of its units written as an escape, and as much again. */
const bodyBytes = 2048

export function createEditing(options: EditingOptions): Editing {
  const { identify, conversations, answers, sharing, oneByOne } = options

  /** First of all, wherever it runs: what still is said in a conversation is still kept. */
  async function stopAnswer(owner: string, chatId: string): Promise<void> {
    const known = answers.running(owner, chatId)
    known?.answer.stop('removed')
    await known?.answer.done
    const run = await sharing?.find({ owner, chatId })
    if (typeof run === 'object') await sharing?.stop(run, 'removed')
  }

  return {
    async change(request, id) {
      const { who } = await identityOf(request, identify)
      if (conversations?.update === undefined) throw noneOfIt('changes')
      const { value } = await readJson(request, bodyBytes)
      const summary = await conversations.update({ id, who }, readChatChange(value))
      if (summary === undefined) throw noSuchChat()
      return notStored(summary)
    },

    async remove(request, id) {
      const { owner, who } = await identityOf(request, identify)
      const { remove } = conversations ?? {}
      if (remove === undefined) throw noneOfIt('removes')
      await oneByOne(turnOf(owner, id), async () => {
        await stopAnswer(owner, id)
        await remove({ id, who })
      })
      return noContent()
    },
  }
}
