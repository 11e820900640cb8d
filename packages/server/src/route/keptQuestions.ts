import { ChatError, factsOf, isToolPart, type Message, type NewId } from '@millrace/protocol'
import type { Known } from '../access/identityOf.ts'
import type { BodyLimits } from '../access/readMessage.ts'
import { type HistoryRequest, readHistoryRequest } from '../access/readHistoryRequest.ts'
import type { Conversations } from '../history/createConversations.ts'
import type { ChatKey } from '../history/History.ts'
import { parentIdOf } from '../history/parentIdOf.ts'
import type { Toolbox } from '../tools/createToolbox.ts'
import { canonicalJson } from '../digest/canonicalJson.ts'
import { settleStored } from '../tools/settleCalls.ts'
import { nothingSettled, type Question, type Questions } from './Question.ts'

/**
 * Conversations that are kept here. Of what a client sends only its new question counts, and its word on the calls of
 * an answer; everything said before is as it was kept (T-93).
 */
export function keptQuestions(
  limits: BodyLimits,
  conversations: Conversations,
  toolbox: Toolbox,
  newId: NewId,
): Questions<HistoryRequest> {
  async function question(
    { message, parentId, trigger }: HistoryRequest,
    chat: ChatKey,
  ): Promise<Question> {
    const keeper = conversations.keeper(chat)
    const known = await conversations.find(chat, message.id)
    if (known !== undefined && known.role !== 'user') {
      throw new ChatError('conflict', 'There is another message of this id.', { status: 409 })
    }
    const isSame =
      known !== undefined && (trigger === 'regenerate-message' || saysTheSame(known, message))
    const messages = isSame
      ? ((await conversations.way(chat, known.id)) ?? [known])
      : known === undefined
        ? await withNew(message, chat, parentId)
        : // Other words under the same id, as the AI SDK's client edits: another version, with an id of its own.
          await withNew({ ...message, id: newId() }, chat, parentIdOf(known))
    const asked = messages.at(-1) ?? message
    return {
      conversation: { messages, leftOut: 0, continues: false },
      before: undefined,
      parentId: asked.id,
      settled: nothingSettled,
      keeper,
      begin() {
        if (!isSame) keeper.question(asked)
      },
    }
  }

  /** The conversation with a question that was not kept yet. */
  async function withNew(
    said: Message,
    chat: ChatKey,
    parentId: HistoryRequest['parentId'],
  ): Promise<readonly Message[]> {
    const before = await wayBefore(chat, parentId)
    return [...before, asQuestion(said, before.at(-1)?.id ?? null)]
  }

  /** What a question follows. What is not known any more is taken for the newest that is: better than to refuse. */
  async function wayBefore(
    chat: ChatKey,
    parentId: HistoryRequest['parentId'],
  ): Promise<readonly Message[]> {
    if (parentId === null) return []
    const way = parentId === undefined ? undefined : await conversations.way(chat, parentId)
    return way ?? (await conversations.newestWay(chat))
  }

  async function goingOn({ message, continues }: HistoryRequest, chat: ChatKey): Promise<Question> {
    const way = await conversations.way(chat, message.id)
    const kept = way?.at(-1)
    if (way === undefined || kept?.role !== 'assistant') {
      throw new ChatError('not_found', 'There is no such answer.', { status: 404 })
    }
    const settled =
      continues === undefined
        ? settleStored(kept, message, toolbox)
        : { ...nothingSettled, messages: [asItWasStopped(kept, message)] }
    const [last = kept] = settled.messages
    if (continues === undefined && isOver(last, settled)) {
      throw new ChatError('conflict', 'This answer has ended.', { status: 409 })
    }
    return {
      conversation: {
        messages: [...way.slice(0, -1), last],
        leftOut: 0,
        continues: continues !== undefined,
      },
      before: { message: last, parts: last.parts.length },
      parentId: parentIdOf(kept) ?? way.at(-2)?.id,
      settled,
      keeper: conversations.keeper(chat),
      begin: () => undefined,
    }
  }

  return {
    read: (body) => readHistoryRequest(body, limits),
    open(read, { who }: Known) {
      const chat = { id: read.chatId, who }
      return read.message.role === 'user' ? question(read, chat) : goingOn(read, chat)
    },
  }
}

/** Whether an answer has nothing to go on with: it ended with words, and its user decided nothing. */
function isOver({ parts, ...message }: Message, settled: Question['settled']): boolean {
  const { approved, declined } = settled
  if (approved.length + declined.length > 0 || factsOf(message).status !== undefined) return false
  const last = parts.findLast(({ type }) => type !== 'step-start')
  return last === undefined || !isToolPart(last)
}

/**
 * The answer as far as its user had read it when he stopped it. More of it was on its way and is kept, but what he
 * reads on must follow what he reads. His copy only makes ours shorter.
 */
function asItWasStopped(kept: Message, sent: Message): Message {
  const at = sent.parts.findLastIndex(({ type }) => type === 'text')
  const ours = kept.parts[at]
  const theirs = sent.parts[at]
  if (ours?.type !== 'text' || theirs?.type !== 'text') return kept
  if (theirs.text === '' || !ours.text.startsWith(theirs.text)) return kept
  const isShorter = ours.text !== theirs.text || sent.parts.length < kept.parts.length
  if (!isShorter) return kept
  return { ...kept, parts: [...kept.parts.slice(0, at), { ...ours, text: theirs.text }] }
}

function saysTheSame(known: Message, sent: Message): boolean {
  return canonicalJson(known.parts) === canonicalJson(sent.parts)
}

/** The question as it is kept. Of what the client knows of it, only when it was written and whether it is pinned. */
function asQuestion(message: Message, parentId: string | null): Message {
  const { timings, pinned } = factsOf(message)
  const createdAt = (timings as { readonly createdAt?: unknown } | undefined)?.createdAt
  const own =
    typeof message.metadata === 'object' && message.metadata !== null ? message.metadata : {}
  return {
    ...message,
    metadata: {
      ...own,
      millrace: {
        parentId,
        ...(Number.isFinite(createdAt) ? { timings: { createdAt } } : {}),
        ...(pinned === true ? { pinned } : {}),
      },
    },
  }
}
