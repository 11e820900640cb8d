import type { Status } from '@millrace/core'
import { expect, test } from 'vitest'
import { arabic } from '../labels/arabic.ts'
import { chinese } from '../labels/chinese.ts'
import { german } from '../labels/german.ts'
import { english, type Labels } from '../labels/labels.ts'
import { statusWords } from './statusWords.ts'

// Without a zone: the same hour wherever this runs.
const at = new Date(2020, 2, 3, 9, 41).getTime()
const error = { code: 'overloaded', message: 'at host 10.0.0.7', retryable: true } as const

const faces: readonly Status[] = [
  { face: 'offline', since: at, queued: 0, trying: false },
  { face: 'offline', since: at, queued: 1, trying: false },
  { face: 'offline', since: at, queued: 1204, trying: true },
  { face: 'reconnecting', attempt: 2, retryAt: at },
  { face: 'limited', until: at },
  { face: 'quota', scope: 'tenant' },
  { face: 'outage', since: at, retryAt: undefined },
  { face: 'outage', since: at, retryAt: at },
  { face: 'failed', error },
  { face: 'not-saved', where: 'here' },
  { face: 'not-saved', where: 'server' },
  { face: 'slow' },
  { face: 'failed-over', provider: 'Elsewhere', model: 'small-2' },
  { face: 'cached', createdAt: at },
  { face: 'queued', queued: 2 },
]

/** With plain spaces: which ones stand in times differs between versions of Intl. */
function wordsIn(labels: Labels): readonly string[] {
  return faces.map((status) => statusWords(status, labels).replace(/[\u00a0\u202f]/g, ' '))
}

test('each face in English', () => {
  expect(wordsIn(english)).toEqual([
    'You are offline (since 9:41 AM). What you write is kept.',
    'You are offline (since 9:41 AM). What you write is kept. 1 message will be sent when you are back.',
    'You are offline (since 9:41 AM). What you write is kept. 1,204 messages will be sent when you are back.',
    'Connection lost. Reconnecting…',
    'Too many requests right now. Please try again in a moment.',
    'The allowance of this chat is used up. Whoever runs this chat can raise it.',
    'The AI service is not answering right now.',
    'The AI service is not answering right now. Try again after 9:41 AM.',
    'The model is overloaded right now. Please try again in a moment.',
    'This conversation cannot be saved on this device. It is here as long as the page is open.',
    'The server could not save this answer. It is here as long as the page is open.',
    'This is taking longer than usual.',
    'Another provider answers: small-2 · Elsewhere.',
    'This was answered before: Tuesday, March 3, 2020 at 9:41 AM.',
    '2 messages wait to be sent.',
  ])
})

test('each face in German', () => {
  expect(wordsIn(german).filter((_, index) => [2, 5, 7, 12, 13].includes(index))).toEqual([
    'Keine Verbindung (seit 9:41). Was geschrieben wird, bleibt erhalten. 1.204 Nachrichten werden gesendet, sobald die Verbindung wieder da ist.',
    'Das Kontingent dieses Chats ist aufgebraucht. Wer diesen Chat betreibt, kann es erhöhen.',
    'Der KI-Dienst antwortet gerade nicht. Ein neuer Versuch lohnt sich ab 9:41.',
    'Ein anderer Anbieter antwortet: small-2 · Elsewhere.',
    'Schon einmal beantwortet: Dienstag, 3. März 2020 um 09:41.',
  ])
})

test('sentences stand side by side without a space in Chinese, whose full stop has its own', () => {
  const words = wordsIn(chinese)
  expect(words[1]).toBe('自 9:41 起处于离线状态。输入的内容会保留。恢复连接后将发送 1 条消息。')
  expect(words[7]).toBe('AI 服务目前没有响应。请在 9:41 之后重试。')
})

test('Arabic keeps names in other scripts apart', () => {
  const words = wordsIn(arabic)
  expect(words[12]).toBe('يجيب الآن مزوّد خدمة آخر: \u2068small-2 · Elsewhere\u2069.')
  expect(words[2]).toContain('1,204 رسائل ستُرسل عند عودة الاتصال.')
})

test.each([
  ['\u202eeslE\u202c', '\u2066small-2', 'Another provider answers: small-2 · eslE.'],
  ['\n\nElsewhere\r\n', 'small\u00002', 'Another provider answers: small2 · Elsewhere.'],
  ['', '\u200b\u2060', 'Another provider answers.'],
  ['Elsewhere', '', 'Another provider answers: Elsewhere.'],
  ['p'.repeat(100), 'm', `Another provider answers: m · ${'p'.repeat(59)}….`],
])('a name that is a trick turns nothing around: %j (T-55)', (provider, model, expected) => {
  expect(statusWords({ face: 'failed-over', provider, model }, english)).toBe(expected)
})

test('what the server wrote of a failure is never said, and an unknown code has words', () => {
  const { errors } = english
  const unknown = { ...error, code: 'unheard_of' as typeof error.code }
  expect(statusWords({ face: 'failed', error }, english)).toBe(errors.overloaded)
  expect(statusWords({ face: 'failed', error: unknown }, english)).toBe(errors.unknown)
})
