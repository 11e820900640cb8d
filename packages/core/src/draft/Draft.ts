import { type FilePart, type Message, textOf } from '@millrace/protocol'
import type { Attachment } from '../attachment/Attachment.ts'
import type { ComposerState } from '../composer/ComposerState.ts'

/** What was written and attached, and is not asked yet. */
export type Draft = Pick<ComposerState, 'text' | 'attachments'>

/** Whether it can be asked, and if not, why. */
export type Sendability =
  | 'ready'
  /** Nothing is written and nothing attached. */
  | 'empty'
  /** A file is on its way. */
  | 'uploading'
  /** A file failed: it is to be tried again or taken away. */
  | 'failed'

/** Whether what is being written can be sent, and if not, why. */
export function sendabilityOf({ text, attachments }: Draft): Sendability {
  if (attachments.length === 0) return text.trim() === '' ? 'empty' : 'ready'
  if (attachments.some(({ status }) => status === 'failed')) return 'failed'
  return attachments.every(({ status }) => status === 'ready') ? 'ready' : 'uploading'
}

/** What a part was made of: a message tells neither its size nor what is in it. */
const madeOf = new WeakMap<object, Attachment>()

/** A draft as the message that `sendMessage` takes. Files that are not ready are not in it. */
export function messageOfDraft({ text, attachments }: Draft): {
  readonly text: string
  readonly files: readonly FilePart[]
} {
  const files = attachments.flatMap((one): FilePart[] => {
    if (one.status !== 'ready') return []
    const { mediaType, name: filename, url } = one
    const part: FilePart = { type: 'file', mediaType, filename, url }
    madeOf.set(part, one)
    return [part]
  })
  return { text, files }
}

/** A question as the draft that it was: where its files were attached here, with all that is known of them. */
export function draftOfMessage({ id, parts }: Pick<Message, 'id' | 'parts'>): Draft {
  const attachments = parts.flatMap((part, at): Attachment[] => {
    if (part.type !== 'file') return []
    const { url, mediaType, filename } = part
    // What was stored is hostile.
    if (typeof url !== 'string' || typeof mediaType !== 'string') return []
    const name = typeof filename === 'string' ? filename : ''
    const back = { id: `${id}-${at}`, name, mediaType, bytes: undefined, file: undefined }
    return [madeOf.get(part) ?? { ...back, status: 'ready', url }]
  })
  return { text: textOf({ parts }), attachments }
}

/** Whether two drafts would be the same message. */
export function isSameDraft(one: Draft, other: Draft): boolean {
  const urls = ({ attachments }: Draft) =>
    attachments.map((file) => (file.status === 'ready' ? file.url : file.id)).join('\n')
  return one.text === other.text && urls(one) === urls(other)
}
