import { ChatError } from '@millrace/protocol'
import { expect, test, vi } from 'vitest'
import { createComposer } from '../composer/createComposer.ts'
import type { AttachmentOptions, Upload } from './AttachmentOptions.ts'
import { createAttachments } from './createAttachments.ts'

interface Uploading {
  readonly name: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: number) => void
  readonly finish: (url: string) => void
  readonly fail: (error: unknown) => void
}

/** A storage whose uploads a test holds in its hand. */
function handStorage() {
  const uploads: Uploading[] = []
  const upload: Upload = (file, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const finish = (url: string): void => resolve({ url })
      uploads.push({ name: file.name, signal, onProgress, finish, fail: reject })
    })
  return { uploads, upload }
}

function file(name: string, text = 'x', type = 'text/plain'): File {
  return new File([text], name, { type })
}

/** A file that was deleted after it was chosen, as a browser gives it. */
function goneFile(name: string): File {
  const gone = file(name)
  const missing = (): Promise<never> => Promise.reject(new DOMException('', 'NotFoundError'))
  return Object.assign(gone, {
    arrayBuffer: missing,
    slice: () => Object.assign(new Blob(['x']), { arrayBuffer: missing }),
  })
}

function made(options: AttachmentOptions) {
  const composer = createComposer()
  let ids = 0
  const attachments = createAttachments(composer, options, { newId: () => `f${ids++}` })
  const statuses = () =>
    composer
      .getState()
      .attachments.map((one) =>
        one.status === 'uploading' ? `${one.name} ${one.progress}` : `${one.name} ${one.status}`,
      )
  /** Until what was asked for has been done. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { composer, attachments, statuses, settle }
}

test('files are uploaded three at a time, in order, and say how far they are', async () => {
  const { uploads, upload } = handStorage()
  const { composer, attachments, statuses, settle } = made({ upload })
  expect(attachments.add(['a', 'b', 'c', 'd'].map((name) => file(name)))).toEqual([])
  await settle()
  expect(uploads.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  uploads[1]?.onProgress(0.4)
  expect(statuses()).toEqual(['a undefined', 'b 0.4', 'c undefined', 'd waiting'])
  uploads[1]?.finish('https://files.example/b')
  await settle()
  expect(uploads.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(composer.getState().attachments[1]).toMatchObject({
    status: 'ready',
    url: 'https://files.example/b',
    name: 'b',
    mediaType: 'text/plain',
    bytes: 1,
  })
})

test('progress is told in steps worth drawing, never backwards, never past its end', async () => {
  const { uploads, upload } = handStorage()
  const { composer, attachments, settle } = made({ upload })
  attachments.add([file('a')])
  await settle()
  const told: unknown[] = []
  composer.subscribe(({ attachments: [one] }) =>
    told.push(one?.status === 'uploading' ? one.progress : one?.status),
  )
  for (let at = 0; at <= 10_000; at++) uploads[0]?.onProgress(at / 10_000)
  for (const odd of [0.5, Number.NaN, 7, -1]) uploads[0]?.onProgress(odd)
  uploads[0]?.finish('https://files.example/a')
  await settle()
  expect(told.length).toBeLessThan(110)
  const shares = told.filter((one) => typeof one === 'number')
  expect(shares).toEqual(shares.toSorted((one, other) => one - other))
  expect(Math.max(...shares)).toBe(1)
  expect(told.at(-1)).toBe('ready')
})

test('one that is taken away is aborted, and what comes of it changes nothing', async () => {
  const { uploads, upload } = handStorage()
  const { attachments, statuses, settle } = made({ upload })
  attachments.add([file('a'), file('b')])
  await settle()
  attachments.remove('f0')
  expect(uploads.map(({ signal }) => signal.aborted)).toEqual([true, false])
  uploads[0]?.onProgress(0.9)
  uploads[0]?.finish('https://files.example/a')
  await settle()
  expect(statuses()).toEqual(['b undefined'])
})

test('so is all that is on its way when the composer is emptied', async () => {
  const { uploads, upload } = handStorage()
  const { composer, attachments, settle } = made({ upload })
  attachments.add(['a', 'b', 'c', 'd'].map((name) => file(name)))
  await settle()
  composer.getState().setAttachments(() => [])
  await settle()
  expect(uploads.map(({ signal }) => signal.aborted)).toEqual([true, true, true])
  expect(uploads).toHaveLength(3)
})

test('one that failed keeps its place, and can be tried again', async () => {
  const { uploads, upload } = handStorage()
  const { composer, attachments, settle } = made({ upload })
  attachments.add([file('a'), file('b')])
  await settle()
  uploads[0]?.fail(new ChatError('too_large', 'No.', { status: 413 }))
  uploads[1]?.fail(new TypeError('Failed to fetch'))
  await settle()
  expect(composer.getState().attachments).toMatchObject([
    { status: 'failed', failure: { reason: 'upload', error: { code: 'too_large', status: 413 } } },
    {
      status: 'failed',
      failure: { reason: 'upload', error: { code: 'network', retryable: true } },
    },
  ])
  attachments.retry('f0')
  await settle()
  expect(uploads.at(-1)?.name).toBe('a')
  uploads.at(-1)?.finish('https://files.example/a')
  await settle()
  expect(composer.getState().attachments.map(({ status }) => status)).toEqual(['ready', 'failed'])
})

test.each([undefined, null, {}, { url: '' }, { url: 7 }])(
  'an upload that resolves with %j has failed',
  async (result) => {
    const upload = (() => Promise.resolve(result)) as unknown as Upload
    const { attachments, statuses, settle } = made({ upload })
    attachments.add([file('a')])
    await settle()
    expect(statuses()).toEqual(['a failed'])
  },
)

test('one that was deleted meanwhile says so, and not that the network failed', async () => {
  const upload: Upload = async (chosen) => {
    await chosen.arrayBuffer()
    return { url: 'https://files.example/a' }
  }
  const { composer, attachments, settle } = made({ upload })
  attachments.add([goneFile('a')])
  await settle()
  expect(composer.getState().attachments[0]).toMatchObject({
    status: 'failed',
    failure: { reason: 'gone' },
  })
})

test('a file is prepared first, and what comes out is measured and sent', async () => {
  const { uploads, upload } = handStorage()
  const prepare = Object.assign(
    (chosen: File) =>
      Promise.resolve(file(chosen.name, chosen.name === 'still' ? 'large' : 'ok', 'image/webp')),
    { mayShrink: () => true },
  )
  const { composer, attachments, settle } = made({ upload, prepare, maxBytes: 3 })
  expect(attachments.add([file('photo', 'very large'), file('still', 'very large')])).toEqual([])
  await settle()
  expect(uploads.map(({ name }) => name)).toEqual(['photo'])
  expect(composer.getState().attachments).toMatchObject([
    { bytes: 2, mediaType: 'image/webp', status: 'uploading' },
    { bytes: 5, status: 'failed', failure: { reason: 'too_large', limit: 3 } },
  ])
})

test('a file that cannot be prepared goes as it is', async () => {
  const { uploads, upload } = handStorage()
  const prepare = vi.fn(() => Promise.reject(new Error('No such codec.')))
  const { attachments, settle } = made({ upload, prepare })
  attachments.add([file('a')])
  await settle()
  expect(prepare).toHaveBeenCalledOnce()
  expect(uploads.map(({ name }) => name)).toEqual(['a'])
})

test('what waits in a composer already begins with the first word of whoever takes care of it', () => {
  const { uploads, upload } = handStorage()
  const composer = createComposer()
  const chosen = file('kept')
  composer
    .getState()
    .setAttachments(() => [
      { id: 'k', name: 'kept', mediaType: 'text/plain', bytes: 1, file: chosen, status: 'waiting' },
    ])
  const attachments = createAttachments(composer, { upload })
  expect(composer.getState().attachments[0]?.status).toBe('waiting')
  attachments.update({ upload })
  expect(uploads.map(({ name }) => name)).toEqual(['kept'])
})

test('photos that are made smaller count as what they become, also while others wait', async () => {
  const { uploads, upload } = handStorage()
  const prepare = Object.assign(
    (chosen: File) => Promise.resolve(file(chosen.name, 'small', 'image/jpeg')),
    { mayShrink: () => true },
  )
  const { composer, attachments, settle } = made({ upload, prepare, maxTotalBytes: 20 })
  const photos = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, 'x'.repeat(15), 'image/jpeg'))
  expect(attachments.add(photos)).toEqual([])
  await settle()
  for (const one of uploads) one.finish('https://files.example/x')
  await settle()
  for (const one of uploads) one.finish('https://files.example/x')
  await settle()
  expect(composer.getState().attachments.map(({ status }) => status)).toEqual([
    'ready',
    'ready',
    'ready',
    'ready',
    'failed',
  ])
})

test('other options hold for what comes from now on', async () => {
  const { attachments } = made({ maxFiles: 1, upload: () => new Promise(() => undefined) })
  attachments.update({ maxFiles: 2, upload: () => new Promise(() => undefined) })
  expect(attachments.add([file('a'), file('b'), file('c')])).toHaveLength(1)
  expect(attachments.limits).toMatchObject({ maxFiles: 2, maxBytes: 20_000_000 })
})
