import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode, isEnd, readEvents } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { readPage } from './readPage.ts'

const root = join(import.meta.dirname, '../..')
const path = 'docs/guides/protocol.md'
const text = readFileSync(join(root, path), 'utf8')

test('the page of the wire has every type of event, and no other', () => {
  const source = readFileSync(join(root, 'packages/protocol/src/message/Chunk.ts'), 'utf8')
  const union = source.slice(source.indexOf('type Chunk ='), source.indexOf('type DataChunk ='))
  const known = [...union.matchAll(/readonly type: ((?:'[a-z-]+'(?: \| )?)+)/g)].flatMap(
    ([, types = '']) => types.match(/[a-z][a-z-]*/g) ?? [],
  )
  const rows = (text.split(/^## Events$/m)[1] ?? '').split('## How it ends')[0] ?? ''
  const shown = rows
    .split('\n')
    .filter((row) => /^\| `[a-z-]+(…)?`/.test(row))
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)])
    .map(([, type = '']) => type)
    .filter((type) => type !== 'type')
  expect(shown.toSorted()).toEqual(known.toSorted())
})

test('the answer on it is read as the client reads it: numbered from 0, nothing skipped, one end', async () => {
  const answer = readPage(path, text).blocks.find(({ code }) => code.startsWith('HTTP/1.1 200'))
  const [head = '', ...events] = (answer?.code ?? '').split('\n\n')
  expect(head).toContain('x-millrace-stream: ')
  const { body } = new Response(`${events.join('\n\n')}\n\n`)
  const frames = []
  for await (const read of readEvents(body ?? new ReadableStream())) {
    frames.push(...read.map((event) => decode(event)))
  }
  expect(frames.map(({ n }) => n)).toEqual(frames.map((_, at) => at))
  const chunks = frames.flatMap((frame) => ('chunk' in frame ? [frame.chunk] : []))
  expect(chunks).toHaveLength(frames.length)
  expect(chunks.filter(({ type }) => type === 'skipped')).toEqual([])
  expect(chunks.findIndex((chunk) => chunk.type !== 'skipped' && isEnd(chunk))).toBe(
    frames.length - 1,
  )
})
