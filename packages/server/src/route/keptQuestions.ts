import { ChatError, factsOf, type Message } from '@millrace/protocol'
import type { Known } from '../access/identityOf.ts'
import type { BodyLimits } from '../access/readMessage.ts'
import { type HistoryRequest, readHistoryRequest } from '../access/readHistoryRequest.ts'
import type { Conversations } from '../history/createConversations.ts'
import type { ChatKey } from '../history/History.ts'
import type { Toolbox } from '../tools/createToolbox.ts'
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
): Questions<HistoryRequest> {
  async function question({ message, parentId }: HistoryRequest, chat: ChatKey): Promise<Question> {
    const keeper = conversations.keeper(chat)
    const known = await conversations.find(chat, message.id)
    if (known !== undefined && known.role !== 'user') {
      throw new ChatError('conflict', 'There is another message of this id.', { status: 409 })
    }
    const before = known === undefined ? await wayBefore(chat, parentId) : []
    const messages =
      known === undefined
        ? [...before, asQuestion(message, before.at(-1)?.id ?? null)]
        : ((await conversations.way(chat, message.id)) ?? [known])
    const asked = messages.at(-1) ?? message
    return {
      conversation: { messages, leftOut: 0, continues: false },
      before: undefined,
      parentId: asked.id,
      settled: nothingSettled,
      keeper,
      begin() {
        if (known === undefined) keeper.question(asked)
      },
    }
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
    const stored = way?.at(-1)
    if (way === undefined || stored?.role !== 'assistant') {
      throw new ChatError('not_found', 'There is no such answer.', { status: 404 })
    }
    const settled = settleStored(stored, message, toolbox)
    const [last = stored] = settled.messages
    return {
      conversation: {
        messages: [...way.slice(0, -1), last],
        leftOut: 0,
        continues: continues !== undefined,
      },
      before: { message: last, parts: message.parts.length },
      parentId: parentOf(stored) ?? way.at(-2)?.id,
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

function parentOf(message: Message): string | undefined {
  const { parentId } = factsOf(message)
  return typeof parentId === 'string' ? parentId : undefined
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
