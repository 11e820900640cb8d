import type { ChatChange } from '../history/History.ts'
import { invalid } from './badRequest.ts'
import { readShort } from './readName.ts'
import { readObject } from './readObject.ts'

const longestTitle = 200

/**
 * Checks the body of a PATCH of a conversation: everything else that it sent is dropped. A title is trimmed; of one with
 * nothing in it nothing is left, and it takes the title back as `null` does.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong.
 */
export function readChatChange(body: unknown): ChatChange {
  const { title, pinned } = readObject(body)
  if (pinned !== undefined && typeof pinned !== 'boolean') {
    throw invalid('pinned must be true or false.')
  }
  return {
    ...(title === undefined ? {} : { title: readTitle(title) }),
    ...(pinned === undefined ? {} : { pinned }),
  }
}

function readTitle(value: unknown): string | null {
  const trimmed = typeof value === 'string' ? value.trim() : value
  if (trimmed === null || trimmed === '') return null
  return readShort(trimmed, 'title', longestTitle)
}
