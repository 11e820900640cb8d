import { type Message, textOf } from '@millrace/protocol'

/** Where somebody is who goes through the questions of before. */
export interface Walk {
  readonly id: string
  /** The words that it has brought into the box. Once they are others it is over. */
  readonly shown: string
}

/** What the box holds after a step, and where that leaves the walk; without one it is over. */
export interface Step {
  readonly text: string
  readonly walk?: Walk | undefined
}

/**
 * One step through the questions of before: Up in an empty box brings the last one, and from there the one before; Down the
 * one after, and at last the empty box. Files are left where they are; the same question twice in a row is one.
 * @param box.text - What is in the box.
 * @returns undefined where the key means what it always does.
 */
export function recall(
  key: 'ArrowUp' | 'ArrowDown',
  { text, walk }: Step,
  messages: readonly Message[],
): Step | undefined {
  const going = walk?.shown === text ? walk : undefined
  if (going === undefined && (key === 'ArrowDown' || text !== '')) return undefined
  const questions = questionsOf(messages)
  const at =
    going === undefined ? questions.length : questions.findIndex(({ id }) => id === going.id)
  // Another way through the conversation is shown meanwhile.
  if (at < 0) return undefined
  const next = questions[key === 'ArrowUp' ? at - 1 : at + 1]
  if (next !== undefined) return { text: next.shown, walk: next }
  return key === 'ArrowUp' ? undefined : { text: '' }
}

function questionsOf(messages: readonly Message[]): readonly Walk[] {
  return messages
    .filter(({ role }) => role === 'user')
    .map((message) => ({ id: message.id, shown: textOf(message) }))
    .filter(({ shown }) => shown.trim() !== '')
    .filter(({ shown }, at, all) => shown !== all[at + 1]?.shown)
}
