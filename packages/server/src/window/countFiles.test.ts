import { deflateSync } from 'node:zlib'
import { type FilePart, imageTokens } from '@millrace/protocol'
import { o200k } from '@millrace/protocol/o200k'
import { expect, test } from 'vitest'
import { toPrompt } from '../provider/toPrompt.ts'
import { countFiles } from './countFiles.ts'

const counter = o200k()
const count = countFiles(undefined, counter)

function file(mediaType: string, bytes: Uint8Array | string): FilePart {
  const base64 = Buffer.from(bytes as string).toString('base64')
  return { type: 'file', mediaType, url: `data:${mediaType};base64,${base64}` }
}

/** A PNG of that size, all black: a whole file, not only its head. */
function png(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The head of a JPEG with so much written before its size. */
function jpeg(width: number, height: number, before = 0): Uint8Array {
  const segment = (marker: number, data: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(data.length + 2, 2)
    return Buffer.concat([head, data])
  }
  const frame = Buffer.alloc(15)
  frame[0] = 8
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  const written = Array.from({ length: Math.ceil(before / 60_000) }, () =>
    segment(0xe2, Buffer.alloc(60_000)),
  )
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...written,
    segment(0xc0, frame),
    Buffer.alloc(200),
  ])
}

test.each<[string, FilePart, number]>([
  ['a PNG of 1024 by 1024', file('image/png', png(1024, 1024)), 765],
  ['a small PNG', file('image/png', png(100, 80)), 255],
  ['a JPEG of 2048 by 4096', file('image/jpeg', jpeg(2048, 4096)), 1105],
  ['a JPEG with a long profile before its size', file('image/jpeg', jpeg(512, 512, 120_000)), 255],
])('%s is counted by its size', (_, part, tokens) => {
  expect(count(part)).toBe(tokens)
})

test('the rule is that of the model that answers', () => {
  const mini = countFiles({ rule: 'tiles', base: 2833, perTile: 5667 }, counter)
  expect(mini(file('image/png', png(1024, 1024)))).toBe(2833 + 4 * 5667)
})

test('an image that would have to be fetched is as large as one can be, and is not fetched (T-65)', () => {
  const part: FilePart = {
    type: 'file',
    mediaType: 'image/png',
    url: 'http://169.254.169.254/x.png',
  }
  expect(count(part)).toBe(imageTokens(undefined))
})

test('text is counted by its words, in base64 or percent-encoded', () => {
  const text = 'Ein Bächlein, 流式输出 and some words. '.repeat(40)
  const encoded: FilePart = {
    type: 'file',
    mediaType: 'text/markdown',
    url: `data:text/markdown,${encodeURIComponent(text)}`,
  }
  expect(count(file('text/markdown', text))).toBe(counter.count(text))
  expect(count(encoded)).toBe(counter.count(text))
  expect(count(file('application/json', text))).toBe(counter.count(text))
})

test('a document is counted by its pages, one that names none by its size', () => {
  const page = '3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n'
  const pages = `%PDF-1.7\n<< /Type /Pages /Count 3 >>\n${page.repeat(3)}`
  expect(count(file('application/pdf', pages))).toBe(3 * 3000)
  expect(count(file('application/pdf', Buffer.alloc(120_000)))).toBe(3 * 3000)
})

test('audio is counted by its length', () => {
  // A minute of speech at 16 kbit/s: 600 tokens at 10 a second.
  expect(count(file('audio/mpeg', Buffer.alloc(120_000)))).toBe(600)
})

const textOf2000 = 'word '.repeat(2000)
const inBase64 = Buffer.from(textOf2000).toString('base64')

test.each<[string, string]>([
  ['long parameters', `data:text/plain;name=${'x'.repeat(5000)};base64,${inBase64}`],
  ['capital letters', `DATA:text/plain;BASE64,${inBase64}`],
  ['space around it', ` \tdata:text/plain;base64,${inBase64}`],
  ['line breaks in its scheme', `da\nta:text/plain;base64,${inBase64}`],
  ['parameters and escapes', `data:text/plain;charset=utf-8;x=y,${encodeURIComponent(textOf2000)}`],
])('a data URL with %s is counted and sent as its data (hostile files)', (_, url) => {
  const part: FilePart = { type: 'file', mediaType: 'text/plain', url }
  expect(count(part)).toBe(counter.count(textOf2000))
  const [message] = toPrompt([{ id: 'q', role: 'user', parts: [part] }])
  expect(message?.content).toEqual([
    { type: 'file', mediaType: 'text/plain', data: { type: 'data', data: inBase64 } },
  ])
})

test('escapes of a data URL are bytes, and a fragment is none of it', () => {
  const image = Buffer.from(png(64, 48))
  const escaped = [...image].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const parts = [
    `data:image/png,${escaped}`,
    `data:image/png;base64,${image.toString('base64')}#view`,
    `data:image/png;base64,${image.toString('base64')}`,
  ].map((url): FilePart => ({ type: 'file', mediaType: 'image/png', url }))
  const [first, ...others] = parts.map((part) => {
    const [message] = toPrompt([{ id: 'q', role: 'user', parts: [part] }])
    return message?.content
  })
  for (const other of others) expect(other).toEqual(first)
  expect(new Set(parts.map((part) => count(part))).size).toBe(1)
})

test('a data URL with a head of a million characters is read in no time (hostile files)', () => {
  const startedAt = performance.now()
  const url = `data:${';base64 '.repeat(125_000)}`
  expect(count({ type: 'file', mediaType: 'text/plain', url })).toBe(0)
  expect(count({ type: 'file', mediaType: 'text/plain', url: `${url},eA==` })).toBe(1)
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

test.each<[string, FilePart]>([
  ['is not what it says', file('image/png', 'no image at all')],
  ['is empty', file('image/png', '')],
  ['breaks off in its head', file('image/jpeg', jpeg(800, 600).slice(0, 30))],
  ['says a size that cannot be', file('image/png', png(1, 1).slice(0, 20))],
  ['is no base64', { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,%%%' }],
  [
    'has an escape that is none',
    { type: 'file', mediaType: 'text/plain', url: 'data:text/plain,%E0%' },
  ],
  [
    'is a data URL without end',
    { type: 'file', mediaType: 'application/pdf', url: 'data:application/pdf' },
  ],
])('a file that %s is counted all the same (hostile files)', (_, part) => {
  expect(count(part)).toBeGreaterThanOrEqual(0)
  expect(count(part)).toBeLessThanOrEqual(3000)
})
