import type { AttachmentsState } from '../attachment/createAttachments.ts'

/** What is being written: words, and files that go with them. */
export interface ComposerState extends AttachmentsState {
  readonly text: string
  readonly setText: (text: string) => void
  /** Which model is asked, by its id; undefined leaves it to the route. */
  readonly model: string | undefined
  readonly setModel: (model: string | undefined) => void
}
