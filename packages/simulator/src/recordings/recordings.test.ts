import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createSimulator } from '../createSimulator.ts'
import { folderWith } from '../fixtures/folderWith.ts'
import { readWhatComes } from '../fixtures/readStream.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { listRecordings } from './listRecordings.ts'
import { recordedFrames } from './recordedFrames.ts'

const named = process.env.MILLRACE_RECORDINGS
const folder = resolve(
  named === undefined || named === '' ? join(import.meta.dirname, '../../../../recordings') : named,
)
const isThere = existsSync(join(folder, 'manifest.json'))
const why = isThere ? '' : ` (skipped: no recordings in ${folder}; set MILLRACE_RECORDINGS)`

/** Byte by byte only up to this size: above, random pieces find the same seams in less time. */
const largestByByte = 20_000

const files = isThere
  ? [
      ...readdirSync(folder).filter((name) => /^(chat|responses|messages)\..*\.jsonl$/.test(name)),
      ...readdirSync(join(folder, 'constructed'))
        .filter((name) => name.endsWith('.sse'))
        .map((name) => `constructed/${name}`),
    ]
  : ['none']

const paths: Readonly<Record<string, string>> = {
  chat: '/chat/completions',
  responses: '/responses',
  messages: '/messages',
}

function apiOf(file: string): string {
  return file.replace('constructed/', '').split('.', 1)[0] ?? ''
}

/** The body as the folder's README defines it, made apart from the code under test. */
function expectedBody(file: string): Buffer {
  const bytes = readFileSync(join(folder, file))
  if (file.endsWith('.sse')) return bytes
  const lines = bytes.toString('utf8').split('\n').slice(0, -1)
  if (apiOf(file) === 'chat') {
    return Buffer.from([...lines, '[DONE]'].map((line) => `data: ${line}\n\n`).join(''))
  }
  const typeOf = (line: string): string => (JSON.parse(line) as { readonly type: string }).type
  return Buffer.from(lines.map((line) => `event: ${typeOf(line)}\ndata: ${line}\n\n`).join(''))
}

test.skipIf(!isThere).for(files)(
  `plays %s back byte for byte, however it is cut${why}`,
  async (file) => {
    const { post } = await startSimulator({ recordings: folder })
    const path = paths[apiOf(file)] ?? ''
    const model = `recording:${file.replace(/\.(jsonl|sse)$/, '')}`
    const expected = expectedBody(file)
    const cuts = ['whole', 'event', 'random:1', 'random:2']
    if (expected.length <= largestByByte) cuts.push('byte')
    for (const cut of cuts) {
      const headers = { 'x-simulator-cut': cut }
      const response = await post(path, { model, stream: true }, { headers })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      const { bytes, broke } = await readWhatComes(response)
      expect([bytes.equals(expected), broke]).toEqual([true, false])
    }
  },
)

test('offers what is in the folder, and nothing else', () => {
  const path = folderWith({
    'chat.a.text.jsonl': '{}\n',
    'chat.raw.sse': '',
    'notes.jsonl': '',
    'chat.b.text.json': '',
    'responses.a.text.jsonl': '',
    'constructed/chat.c.sse': '',
    'constructed/chat.d.jsonl': '',
    'constructed/ollama.text.ndjson': '',
  })
  expect(listRecordings(path).map(({ name, api }) => [name, api])).toEqual([
    ['chat.a.text', 'chat'],
    ['constructed/chat.c', 'chat'],
    ['responses.a.text', 'responses'],
  ])
  expect(createSimulator({ recordings: path, models: [] }).models).toEqual([
    'recording:chat.a.text',
    'recording:constructed/chat.c',
    'recording:responses.a.text',
  ])
})

test('shows one recording as a model, its name escaped or not', async () => {
  const recordings = folderWith({ 'constructed/chat.c.sse': '' })
  const { baseURL } = await startSimulator({ recordings })
  const headers = { authorization: 'Bearer sk-test' }
  for (const id of ['recording:constructed/chat.c', 'recording%3Aconstructed%2Fchat.c']) {
    expect((await fetch(`${baseURL}/models/${id}`, { headers })).status).toBe(200)
  }
})

test('names the type of each event where the format has one', async () => {
  const path = folderWith({ 'messages.a.jsonl': '{"type":"ping"}\n{"type":"message_stop"}\n' })
  const frames = await Promise.all(listRecordings(path).map(recordedFrames))
  expect(Buffer.concat(frames.flat().map(({ bytes }) => bytes)).toString()).toBe(
    'event: ping\ndata: {"type":"ping"}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
  )
})

test('takes a body apart at its empty lines, whatever its line ends are, and loses nothing', async () => {
  const body = ': hi\r\n\r\ndata: {"a":1}\r\n\r\ndata: {"b":2}\n\ndata: [DONE]\n\ndata: {"half'
  const path = folderWith({ 'constructed/chat.c.sse': body })
  const frames = await Promise.all(listRecordings(path).map(recordedFrames))
  expect(frames.flat().map(({ kind, bytes }) => [kind, Buffer.from(bytes).toString()])).toEqual([
    ['other', ': hi\r\n\r\n'],
    ['token', 'data: {"a":1}\r\n\r\n'],
    ['token', 'data: {"b":2}\n\n'],
    ['other', 'data: [DONE]\n\n'],
    ['token', 'data: {"half'],
  ])
})

test.each([
  'recording:../chat.a',
  'recording:chat.a/../../x',
  'recording:/etc/passwd',
  'recording:',
])('opens no path that a request makes up: %s', async (model) => {
  const { ask } = await startSimulator({ recordings: folderWith({ 'chat.a.jsonl': '{}\n' }) })
  expect((await ask({ model, stream: true })).status).toBe(404)
})

test('says at once that a folder is missing', () => {
  expect(() => createSimulator({ recordings: '/does/not/exist' })).toThrow('ENOENT')
  expect(() => createSimulator({ cut: 'sideways' })).toThrow('Unknown cut "sideways"')
})
