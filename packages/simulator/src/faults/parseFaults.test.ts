import { expect, test } from 'vitest'
import { faultsOfModel } from './faultsOf.ts'
import { parseFaults } from './parseFaults.ts'

test.each([
  ['none', {}],
  ['429', { instead: { type: 'failure', failure: '429', retryAfterSeconds: undefined } }],
  ['503@30', { instead: { type: 'failure', failure: '503', retryAfterSeconds: 30 } }],
  [
    '429.anthropic@30',
    {
      shape: 'anthropic',
      instead: { type: 'failure', failure: '429', retryAfterSeconds: 30 },
    },
  ],
  ['status@502', { instead: { type: 'failure', failure: 502, retryAfterSeconds: undefined } }],
  ['status@599@0', { instead: { type: 'failure', failure: 599, retryAfterSeconds: 0 } }],
  ['error-200', { instead: { type: 'error-200' } }],
  ['html-502', { instead: { type: 'page', name: 'html-502' } }],
  ['wrong-type', { instead: { type: 'page', name: 'wrong-type' } }],
  ['reset-before-headers', { instead: { type: 'reset' } }],
  ['no-headers', { instead: { type: 'silence' } }],
  [
    'context-length',
    { instead: { type: 'failure', failure: 'context-length', retryAfterSeconds: undefined } },
  ],
  ['context-length@500', { contextWindow: 500 }],
  ['cut@0', { ending: { type: 'cut', afterBytes: 0 } }],
  ['reset@10', { ending: { type: 'reset', afterBytes: 10 } }],
  ['end@1234', { ending: { type: 'end', afterBytes: 1234 } }],
  ['stall@5', { ending: { type: 'stall', afterBytes: 5 } }],
  ['slow-headers@95000', { headersMs: 95_000 }],
  ['slow-first@5000', { firstTokenMs: 5000 }],
  ['slow-tokens@20', { tokenMs: 20 }],
  ['error-first', { events: [{ type: 'error-first', token: 1 }] }],
  ['error-mid-stream', { events: [{ type: 'error-mid-stream', token: 5 }] }],
  ['garbage', { events: [{ type: 'garbage', token: 5 }] }],
  ['duplicate', { events: [{ type: 'duplicate', token: 2 }] }],
  ['swap@7', { events: [{ type: 'swap', token: 7 }] }],
  ['drop@1', { events: [{ type: 'drop', token: 1 }] }],
  ['slow-drip@20000', { endless: { type: 'slow-drip', everyMs: 20_000, token: 0 } }],
  ['endless-line@99@3', { endless: { type: 'endless-line', bytes: 99, token: 3 } }],
  ['empty', { script: ['empty'] }],
  ['ratelimit@3', { remaining: { requests: 3, tokens: undefined } }],
  ['ratelimit@0@12', { remaining: { requests: 0, tokens: 12 } }],
])('reads %s', (text, faults) => {
  expect(parseFaults(text)).toEqual(faults)
})

test('reads several at once, lists in the order in which they are named', () => {
  expect(
    parseFaults('slow-headers@50, slow-tokens@20,drop@7,duplicate@1,empty,usage-missing,cut@300'),
  ).toEqual({
    headersMs: 50,
    tokenMs: 20,
    events: [
      { type: 'drop', token: 7 },
      { type: 'duplicate', token: 1 },
    ],
    script: ['empty', 'usage-missing'],
    ending: { type: 'cut', afterBytes: 300 },
  })
})

test('lets a rejection come late, broken off and with limits', () => {
  expect(parseFaults('slow-headers@50,503,end@7,ratelimit@0')).toEqual({
    headersMs: 50,
    instead: { type: 'failure', failure: '503', retryAfterSeconds: undefined },
    ending: { type: 'end', afterBytes: 7 },
    remaining: { requests: 0, tokens: undefined },
  })
})

test.each([
  ['', 'Unknown fault ""'],
  ['nonsense', 'Unknown fault "nonsense": use one of none, '],
  ['toString', 'Unknown fault'],
  ['418', 'Unknown fault'],
  ['429,', 'Unknown fault ""'],
  ['\u202Ecut@1', 'Unknown fault'],
  ['cut@1x', 'Unknown fault'],
  ['cut@-1', 'Unknown fault'],
  ['cut@1e9', 'Unknown fault'],
  ['cut@9999999999999', 'Unknown fault'],
  ['cut@1@2@3', 'Unknown fault'],
  ['429@86401', 'Fault 429 is written 429[.<vendor>][@<seconds>]: seconds from 0 to 86400.'],
  ['429@1@2', 'it has fewer numbers'],
  ['429.acme', 'the vendor is one of openai, anthropic, '],
  ['cut.openai@1', 'Fault cut is written cut@<bytes>: no vendor has one of its own.'],
  ['context-length.vllm@9', 'no vendor has one of its own'],
  ['context-length@0', 'tokens from 1 to '],
  ['status', 'status from 400 to 599'],
  ['status@399', 'status from 400 to 599'],
  ['cut', 'Fault cut is written cut@<bytes>: bytes from 0 to 999999999999.'],
  ['slow-first@99999999', 'milliseconds from 0 to 3600000'],
  ['slow-drip@0', 'milliseconds from 1 to 3600000'],
  ['drop@0', 'token from 1 to '],
  ['503,429', 'one thing takes the place of the answer'],
  ['error-first.azure,error-mid-stream.vllm', 'one vendor answers'],
  ['cut@1,end@2', 'a body breaks off once'],
  ['slow-drip@1,endless-line@1', 'one thing goes on for ever'],
  ['503,duplicate', 'one of them takes the place of the answer'],
  ['slow-first@1,no-headers', 'one of them takes the place of the answer'],
  [Array.from({ length: 17 }, () => 'drop').join(), 'More than 16 faults'],
])('refuses %j', (text, message) => {
  expect(() => parseFaults(text)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
  )
})

const isKnown = (model: string): boolean => model === 'a+b'

test('takes the faults off the end of a model name, unless the name is known as it stands', () => {
  expect(faultsOfModel('a+b', isKnown)).toEqual({ model: 'a+b', faults: undefined })
  expect(faultsOfModel('a+b+slow-first@5,cut@9', isKnown)).toEqual({
    model: 'a+b',
    faults: { firstTokenMs: 5, ending: { type: 'cut', afterBytes: 9 } },
  })
  expect(() => faultsOfModel('a+c', isKnown)).toThrow('Unknown fault "c"')
})
