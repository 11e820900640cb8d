import { expect, test } from 'vitest'
import type { AttachmentLimits } from './AttachmentOptions.ts'
import { chooseFiles } from './chooseFiles.ts'

const limits: AttachmentLimits = {
  accept: 'image/*,.pdf',
  maxBytes: 100,
  maxTotalBytes: 250,
  maxFiles: 3,
}

function file(name: string, bytes: number, type = 'image/png'): File {
  return new File([new Uint8Array(bytes)], name, { type })
}

function choose(files: readonly File[], taken = { files: 0, bytes: 0 }, shrinks: RegExp = /^$/) {
  const chosen = chooseFiles(files, taken, limits, ({ name }) => shrinks.test(name))
  return {
    taken: chosen.taken.map(({ name }) => name),
    refused: chosen.refused.map(({ name, refusal }) => [name, refusal]),
  }
}

test('each file that may not be sent is told why, and those behind it are taken', () => {
  const files = [
    file('a.png', 100),
    file('empty.png', 0),
    file('run.exe', 10, 'application/x-msdownload'),
    file('large.png', 101),
    file('b.pdf', 100, ''),
    file('c.png', 60),
    file('d.png', 50),
    file('e.png', 1),
  ]
  expect(choose(files)).toEqual({
    taken: ['a.png', 'b.pdf', 'd.png'],
    refused: [
      ['empty.png', { reason: 'empty' }],
      ['run.exe', { reason: 'type' }],
      ['large.png', { reason: 'too_large', limit: 100 }],
      ['c.png', { reason: 'too_large_together', limit: 250 }],
      ['e.png', { reason: 'too_many', limit: 3 }],
    ],
  })
})

test('those that are there count', () => {
  expect(choose([file('a.png', 50), file('b.png', 50)], { files: 1, bytes: 200 })).toEqual({
    taken: ['a.png'],
    refused: [['b.png', { reason: 'too_large_together', limit: 250 }]],
  })
  expect(choose([file('a.png', 1)], { files: 3, bytes: 0 }).taken).toEqual([])
})

test('one that will be made smaller is measured when it is', () => {
  expect(choose([file('photo.png', 30_000)], undefined, /photo/)).toEqual({
    taken: ['photo.png'],
    refused: [],
  })
})

test('of 50 files the first are taken', () => {
  const many = Array.from({ length: 50 }, (_, at) => file(`${at}.png`, 1))
  const { taken, refused } = choose(many)
  expect(taken).toEqual(['0.png', '1.png', '2.png'])
  expect(refused).toHaveLength(47)
})
