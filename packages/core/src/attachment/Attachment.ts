import type { ErrorInfo } from '@millrace/protocol'

/** A file that is to be sent with the next question. */
export type Attachment = AttachedFile & AttachmentProgress

/** What is known of a file. */
export interface AttachedFile {
  readonly id: string
  /** The file's own name. Hostile where a page made it: shown as plain text only. */
  readonly name: string
  readonly mediaType: string
  /** In bytes; undefined for one that came back from a message, whose size nobody wrote down. */
  readonly bytes: number | undefined
  /** What is read for a preview. undefined for one that came back from a message. */
  readonly file: File | undefined
}

/** How far a file is. */
export type AttachmentProgress =
  /** Its turn has not come. */
  | { readonly status: 'waiting' }
  /** `progress` from 0 to 1; undefined while nobody says how far it is. */
  | { readonly status: 'uploading'; readonly progress: number | undefined }
  /** At this address, which is what the message will hold: of the upload, or a `data:` URL. */
  | { readonly status: 'ready'; readonly url: string }
  | { readonly status: 'failed'; readonly failure: AttachmentFailure }

/** Why a file is not there. */
export type AttachmentFailure =
  /** The upload failed. It can be tried again. */
  | { readonly reason: 'upload'; readonly error: ErrorInfo }
  /** It cannot be read any more: deleted, moved, changed or locked since it was chosen. It has to be chosen again. */
  | { readonly reason: 'gone' }
  /** Made smaller, it is still larger than this, in bytes: alone, or with the others. */
  | { readonly reason: 'too_large' | 'too_large_together'; readonly limit: number }

/** A file that was not taken. */
export interface RefusedFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly refusal: Refusal
}

/** Why a file was not taken. */
export type Refusal =
  /** Of no bytes. */
  | { readonly reason: 'empty' }
  /** A folder, or what else has a name and no bytes that could be read. */
  | { readonly reason: 'folder' }
  /** Of a type that is not in `accept`. */
  | { readonly reason: 'type' }
  /** Larger than `limit` bytes. */
  | { readonly reason: 'too_large'; readonly limit: number }
  /** With those that are there it is more than `limit` bytes. */
  | { readonly reason: 'too_large_together'; readonly limit: number }
  /** There are `limit` already. */
  | { readonly reason: 'too_many'; readonly limit: number }
