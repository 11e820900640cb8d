import { type NewId, randomId, toChatError } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { Attachment, AttachmentFailure, RefusedFile } from './Attachment.ts'
import { type AttachmentLimits, type AttachmentOptions, limitsOf } from './AttachmentOptions.ts'
import { chooseFiles } from './chooseFiles.ts'
import { dataUrlOf } from './dataUrlOf.ts'
import { isReadable } from './isReadable.ts'

/** Where attachments are kept: `chat.composer`. */
export type AttachmentsStore = Pick<StoreApi<AttachmentsState>, 'getState' | 'subscribe'>

export interface AttachmentsState {
  /** Files of the next question, in the order in which they were added. `createAttachments` adds to them. */
  readonly attachments: readonly Attachment[]
  readonly setAttachments: (
    change: (attachments: readonly Attachment[]) => readonly Attachment[],
  ) => void
}

/** The files of the next question. What is there is state of the composer (`chat.composer`, `attachments`). */
export interface Attachments {
  /** Adds files at the end and begins to bring them where they go. Those that may not be sent are given back. */
  add(files: Iterable<File>): readonly RefusedFile[]
  /** Takes one away; its upload is aborted. */
  remove(id: string): void
  /** Tries once more to upload one that failed. */
  retry(id: string): void
  /** Other options for what is added from now on. What waits in the composer begins, a draft that came back say. */
  update(options: AttachmentOptions): void
  readonly limits: AttachmentLimits
}

/** Files that are on their way at the same time. */
const atOnce = 3
/** A step of the progress that is worth drawing. */
const step = 0.01

/** Keeps the files of a composer on their way. Nothing is on its way until `add` or `update`. */
export function createAttachments(
  composer: AttachmentsStore,
  options: AttachmentOptions,
  { newId = randomId }: { readonly newId?: NewId } = {},
): Attachments {
  let latest = options
  let limits = limitsOf(options)
  const onTheirWay = new Map<string, AbortController>()
  /** Those that were prepared: their size is what will be sent. */
  const prepared = new Set<string>()
  const { setAttachments } = composer.getState()
  let beginning = false

  // Whoever empties the composer means the files on their way too; what is put there waiting begins.
  composer.subscribe((state, previous) => {
    if (state.attachments === previous.attachments) return
    for (const [id, stop] of onTheirWay) {
      if (state.attachments.some((one) => one.id === id)) continue
      onTheirWay.delete(id)
      stop.abort()
    }
    beginNext()
  })

  function beginNext(): void {
    // One that begins changes the state, and that calls this again.
    if (beginning) return
    beginning = true
    while (onTheirWay.size < atOnce) {
      const next = composer
        .getState()
        .attachments.find(({ id, status }) => status === 'waiting' && !onTheirWay.has(id))
      if (next === undefined) break
      const stop = new AbortController()
      onTheirWay.set(next.id, stop)
      void bring(next, stop.signal)
    }
    beginning = false
  }

  async function bring(attachment: Attachment, signal: AbortSignal): Promise<void> {
    const { id, file } = attachment
    const { upload, prepare } = latest
    const put = (change: (known: Attachment) => Attachment): void =>
      setAttachments((known) => known.map((one) => (one.id === id ? change(one) : one)))
    const fail = (failure: AttachmentFailure): void =>
      put((known) => ({ ...factsOf(known), status: 'failed', failure }))

    try {
      if (file === undefined) return fail({ reason: 'gone' })
      put((known) => ({ ...factsOf(known), status: 'uploading', progress: undefined }))
      const sent = prepare === undefined ? file : await preparedBy(prepare, file, signal)
      if (signal.aborted) return
      prepared.add(id)
      const { name, size: bytes } = sent
      put((known) => ({ ...known, name, mediaType: typeOf(sent), bytes, file: sent }))
      const excess = excessOf(bytes)
      if (excess !== undefined) return fail(excess)
      const url =
        upload === undefined ? await dataUrlOf(sent, typeOf(sent)) : await uploaded(sent, signal)
      if (!signal.aborted) put((known) => ({ ...factsOf(known), status: 'ready', url }))
    } catch (thrown) {
      if (signal.aborted) return
      // A browser tells of a file that is gone as of a network that is: only reading it tells them apart.
      if (file !== undefined && !(await isReadable(file))) fail({ reason: 'gone' })
      else {
        const wrong = { code: 'network', message: 'The upload failed.', retryable: true } as const
        fail({ reason: 'upload', error: toChatError(thrown, wrong).info })
      }
    } finally {
      onTheirWay.delete(id)
      beginNext()
    }

    async function uploaded(of: File, until: AbortSignal): Promise<string> {
      let told = 0
      const onProgress = (progress: number): void => {
        if (until.aborted || !(progress >= told + step || progress >= 1)) return
        told = Math.min(1, progress)
        put((known) =>
          known.status === 'uploading' ? { ...known, progress: Math.min(1, progress) } : known,
        )
      }
      const { url } = (await upload?.(of, { signal: until, onProgress })) ?? {}
      if (typeof url === 'string' && url !== '') return url
      throw new TypeError('upload() resolved without a url.')
    }

    function excessOf(size: number): AttachmentFailure | undefined {
      if (size > limits.maxBytes) return { reason: 'too_large', limit: limits.maxBytes }
      const others = bytesOf(composer.getState().attachments.filter((one) => one.id !== id))
      if (others + size <= limits.maxTotalBytes) return undefined
      return { reason: 'too_large_together', limit: limits.maxTotalBytes }
    }
  }

  function mayShrink(file: File): boolean {
    return latest.prepare?.mayShrink?.(file) ?? false
  }

  /** What they come to, as far as that is known: what may be made smaller yet is measured when it is. */
  function bytesOf(attachments: readonly Attachment[]): number {
    return attachments.reduce((sum, { id, file, bytes = 0 }) => {
      const isMeasured = file === undefined || prepared.has(id) || !mayShrink(file)
      return isMeasured ? sum + bytes : sum
    }, 0)
  }

  return {
    add(files) {
      const { attachments } = composer.getState()
      const there = { files: attachments.length, bytes: bytesOf(attachments) }
      const { taken, refused } = chooseFiles([...files], there, limits, mayShrink)
      const added = taken.map((file): Attachment => {
        const { name, size: bytes } = file
        return { id: newId(), name, mediaType: typeOf(file), bytes, file, status: 'waiting' }
      })
      if (added.length > 0) setAttachments((known) => [...known, ...added])
      return refused
    },
    remove: (id) => setAttachments((known) => known.filter((one) => one.id !== id)),
    retry: (id) =>
      setAttachments((known) =>
        known.map((one) =>
          one.id === id && one.status === 'failed' ? { ...factsOf(one), status: 'waiting' } : one,
        ),
      ),
    update(next) {
      latest = next
      limits = limitsOf(next)
      beginNext()
    },
    get limits() {
      return limits
    },
  }
}

/** What prepares a file is to help: where it fails, the file goes as it is. */
async function preparedBy(
  prepare: NonNullable<AttachmentOptions['prepare']>,
  file: File,
  signal: AbortSignal,
): Promise<File> {
  try {
    return await prepare(file, { signal })
  } catch {
    return file
  }
}

function factsOf({ id, name, mediaType, bytes, file }: Attachment) {
  return { id, name, mediaType, bytes, file }
}

function typeOf({ type }: File): string {
  return type === '' ? 'application/octet-stream' : type
}
