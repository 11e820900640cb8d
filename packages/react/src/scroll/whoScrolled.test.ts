import { expect, test } from 'vitest'
import { whoScrolled } from './whoScrolled.ts'

const before = { topPx: 900, heightPx: 500, contentPx: 2000 }

test.each([
  ['us', 'a place that is the one we wrote', { ...before }],
  ['us', 'a place that a browser has rounded', { ...before, topPx: 900.05 }],
  ['us', 'a place that is the same in more content', { ...before, contentPx: 5000 }],
  ['browser', 'the new end of less content', { ...before, topPx: 700, contentPx: 1200 }],
  ['browser', 'the new end in a higher view', { ...before, topPx: 800, heightPx: 1200 }],
  ['browser', 'the new end, rounded', { ...before, topPx: 699.2, contentPx: 1200 }],
  ['user', 'a place further up', { ...before, topPx: 890 }],
  ['user', 'the beginning of a glide', { ...before, topPx: 899.6 }],
  ['user', 'a place further down', { ...before, topPx: 1400 }],
  ['user', 'further up than less content asks for', { ...before, topPx: 600, contentPx: 1200 }],
  ['user', 'a place further up in more content', { ...before, topPx: 890, contentPx: 2100 }],
] as const)('%s: %s', (who, _, now) => {
  expect(whoScrolled(before, now)).toBe(who)
})
