import { expect, test } from 'vitest'
import { faultOfModel } from './faultOf.ts'
import { parseFault } from './parseFault.ts'

test.each([
  ['429', { type: 'rejection', name: '429' }],
  ['html-502', { type: 'rejection', name: 'html-502' }],
  ['context-length', { type: 'rejection', name: 'context-length' }],
  ['context-length@500', { type: 'context-length', contextWindow: 500 }],
  ['cut@0', { type: 'cut', afterBytes: 0 }],
  ['reset@10', { type: 'reset', afterBytes: 10 }],
  ['end@1234', { type: 'end', afterBytes: 1234 }],
  ['stall@5', { type: 'stall', afterBytes: 5 }],
  ['slow-headers@95000', { type: 'slow-headers', ms: 95_000 }],
  ['slow-first@5000', { type: 'slow-first', ms: 5000 }],
  ['slow-tokens@20', { type: 'slow-tokens', ms: 20 }],
  ['error-first', { type: 'error-first', token: 1 }],
  ['error-mid-stream', { type: 'error-mid-stream', token: 5 }],
  ['garbage', { type: 'garbage', token: 5 }],
  ['duplicate', { type: 'duplicate', token: 2 }],
  ['swap@7', { type: 'swap', token: 7 }],
  ['drop@1', { type: 'drop', token: 1 }],
])('reads %s', (text, fault) => {
  expect(parseFault(text)).toEqual(fault)
})

test.each([
  '',
  'nonsense',
  'toString',
  '418',
  '429@3',
  'context-length@0',
  'cut',
  'cut@',
  'cut@-1',
  'cut@1e9',
  'cut@1x',
  'cut@9999999999999',
  'slow-first@99999999',
  'drop@0',
  'cut@1 ',
  '\u202Ecut@1',
])('refuses %j', (text) => {
  expect(() => parseFault(text)).toThrow(expect.objectContaining({ status: 400 }))
})

const isKnown = (model: string): boolean => model === 'a+b'

test('takes the fault off the end of a model name, unless the name is known as it stands', () => {
  expect(faultOfModel('a+b', isKnown)).toEqual({ model: 'a+b', fault: undefined })
  expect(faultOfModel('a+b+500', isKnown)).toEqual({
    model: 'a+b',
    fault: { type: 'rejection', name: '500' },
  })
  expect(() => faultOfModel('a+c', isKnown)).toThrow('Unknown fault "c"')
})
