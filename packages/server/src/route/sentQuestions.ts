import { type ChatRequest, readChatRequest } from '../access/readChatRequest.ts'
import type { BodyLimits } from '../access/readMessage.ts'
import type { Signer } from '../tools/createSigner.ts'
import type { Toolbox } from '../tools/createToolbox.ts'
import { settleSent } from '../tools/settleCalls.ts'
import { nothingSettled, type Questions } from './Question.ts'

/** Approvals that were acted on are remembered: so many. */
const mostSpent = 10_000

/** Conversations that the client keeps, and sends along with every question. */
export function sentQuestions(
  limits: BodyLimits,
  tools: { readonly toolbox: Toolbox; readonly signer: Signer } | undefined,
): Questions<ChatRequest> {
  const spent = new Set<string>()

  function spend(approvalId: string): void {
    spent.add(approvalId)
    const [oldest] = spent
    if (spent.size > mostSpent && oldest !== undefined) spent.delete(oldest)
  }

  return {
    read: (body) => readChatRequest(body, limits),
    async open({ chatId, messages, leftOut, continues }, { owner }) {
      const settled =
        tools === undefined
          ? { messages, ...nothingSettled }
          : await settleSent(messages, {
              ...tools,
              place: { owner, chatId },
              isSpent: (approvalId) => spent.has(approvalId),
            })
      const last = settled.messages.at(-1)
      return {
        conversation: {
          messages: settled.messages,
          leftOut,
          continues: continues !== undefined,
        },
        before:
          last?.role === 'assistant'
            ? { message: last, parts: messages.at(-1)?.parts.length ?? 0 }
            : undefined,
        parentId: messages.findLast(({ role }) => role === 'user')?.id,
        settled,
        keeper: undefined,
        begin() {
          for (const { approvalId } of settled.approved) {
            if (approvalId !== undefined) spend(approvalId)
          }
        },
      }
    },
  }
}
