import { expect, test } from 'vitest'
import { usdOf } from './usdOf.ts'

test.each([
  [0, '0.00'],
  [1, '0.000000001'],
  [150, '0.00000015'],
  [800_000_000, '0.80'],
  [1_230_000_000, '1.23'],
  [12_000_000_000_000, '12000.00'],
  [Number.MAX_SAFE_INTEGER, '9007199.254740991'],
  [-5, '-0.000000005'],
])('%i nano-dollars are %s dollars, exact (T-89)', (nano, usd) => {
  expect(usdOf(nano)).toBe(usd)
})
