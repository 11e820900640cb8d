import { expect, test } from 'vitest'
import type { Attachment } from '../attachment/Attachment.ts'
import { draftOfMessage, isSameDraft, messageOfDraft, sendabilityOf } from './Draft.ts'

const file = new File(['%PDF'], 'report.pdf', { type: 'application/pdf' })
const facts = { id: 'f', name: 'report.pdf', mediaType: 'application/pdf', bytes: 4, file }
const ready: Attachment = { ...facts, status: 'ready', url: 'https://files.example/r' }
const uploading: Attachment = { ...facts, status: 'uploading', progress: 0.5 }
const failed: Attachment = { ...facts, status: 'failed', failure: { reason: 'gone' } }

test.each<readonly [string, readonly Attachment[], string]>([
  ['', [], 'empty'],
  [' \n', [], 'empty'],
  ['Hi', [], 'ready'],
  ['', [ready], 'ready'],
  ['Hi', [ready, uploading], 'uploading'],
  ['Hi', [{ ...facts, status: 'waiting' }], 'uploading'],
  ['Hi', [uploading, failed], 'failed'],
])('%j with files %# is %s', (text, attachments, sendability) => {
  expect(sendabilityOf({ text, attachments })).toBe(sendability)
})

test('a draft becomes a message and the message the same draft again', () => {
  const draft = { text: 'Read this', attachments: [ready] }
  const { text, files } = messageOfDraft(draft)
  expect(files).toEqual([
    {
      type: 'file',
      mediaType: 'application/pdf',
      filename: 'report.pdf',
      url: 'https://files.example/r',
    },
  ])
  const message = { id: 'q', parts: [...files, { type: 'text' as const, text }] }
  expect(draftOfMessage(message)).toEqual(draft)
  // Of one that was stored, all but its size and its bytes.
  const stored = structuredClone(message)
  const { attachments } = draftOfMessage(stored)
  expect(attachments).toEqual([{ ...ready, id: 'q-0', bytes: undefined, file: undefined }])
  expect(isSameDraft(draftOfMessage(stored), draft)).toBe(true)
  expect(isSameDraft(draftOfMessage(stored), { ...draft, attachments: [] })).toBe(false)
})

test('parts that were stored by anybody become no file without an address (T-53)', () => {
  const parts = [{ type: 'file' }, { type: 'file', url: 7, mediaType: 'x' }, { type: 'odd' }]
  expect(draftOfMessage({ id: 'q', parts: parts as never }).attachments).toEqual([])
})
