import { assemble, type Chunk, type Message, startAssembly } from '@millrace/protocol'

/** An answer as a message, put together from what was written: as its reader has it. */
export interface AnswerRecord {
  add(chunks: readonly Chunk[]): void
  readonly message: Message
}

/** @param begun - The message as it was before, where it goes on. */
export function createRecord(begun: Message): AnswerRecord {
  let assembly = startAssembly(begun)
  let waiting: Chunk[] = []
  return {
    add(chunks) {
      for (const chunk of chunks) waiting.push(chunk)
    },
    get message() {
      // Only when somebody looks: a long answer is looked at every other second.
      assembly = assemble(assembly, waiting)
      waiting = []
      return assembly.message
    },
  }
}
