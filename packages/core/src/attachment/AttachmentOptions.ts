/** What may be attached to a question, and where it goes. */
export interface AttachmentOptions {
  /**
   * Puts a file where the model's provider can read it: your storage. Rejects where it failed; the user can try again.
   * Without it a file travels in the message, as a `data:` URL, and the route must let it in
   * (`limits.attachments.totalBytes`).
   */
  readonly upload?: Upload | undefined
  /**
   * Changes a file before it is sent: `downscaleImages()`, say. What rejects leaves the file as it is. The limits hold
   * for what comes out; a file that it does not change is returned as it is.
   */
  readonly prepare?: Prepare | undefined
  /** Which files may be chosen, as `accept` of `<input type="file">` says it: `image/*,.pdf`. Default: all. */
  readonly accept?: string | undefined
  /** The largest file, in bytes. Default 20 MB with `upload`, 5 MB without. */
  readonly maxBytes?: number | undefined
  /** All files of one question together, in bytes. Default: no limit with `upload`, 10 MB without. */
  readonly maxTotalBytes?: number | undefined
  /** Files of one question. Default 10. */
  readonly maxFiles?: number | undefined
}

export type Upload = (
  file: File,
  options: {
    /** Aborted when the file is taken away again. */
    readonly signal: AbortSignal
    /** How far it is, from 0 to 1. */
    readonly onProgress: (progress: number) => void
  },
) => Promise<{
  /** Where it can be read from: what the message will hold. */
  readonly url: string
}>

/** Changes a file, or does not. */
export interface Prepare {
  (file: File, options: { readonly signal: AbortSignal }): Promise<File>
  /** Whether it may make this one smaller: then it is not refused for its size before. Default: none. */
  readonly mayShrink?: (file: File) => boolean
}

/** The limits of files that are chosen. */
export interface AttachmentLimits {
  readonly accept: string
  readonly maxBytes: number
  readonly maxTotalBytes: number
  readonly maxFiles: number
}

const mb = 1_000_000

/** The limits that hold. */
export function limitsOf(options: AttachmentOptions): AttachmentLimits {
  const inMessage = options.upload === undefined
  return {
    accept: options.accept ?? '',
    maxBytes: options.maxBytes ?? (inMessage ? 5 * mb : 20 * mb),
    maxTotalBytes: options.maxTotalBytes ?? (inMessage ? 10 * mb : Number.POSITIVE_INFINITY),
    maxFiles: options.maxFiles ?? 10,
  }
}
