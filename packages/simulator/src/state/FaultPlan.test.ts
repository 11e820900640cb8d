import { expect, test } from 'vitest'
import { parsePlan, type Steps, takeStep, writePlan } from './FaultPlan.ts'

/** The statuses of the next requests, `fine` for none. */
function next(plan: unknown, count: number): readonly string[] {
  let steps: Steps | undefined = parsePlan(plan)
  return Array.from({ length: count }, () => {
    if (steps === undefined) return 'over'
    const { faults, rest } = takeStep(steps)
    steps = rest
    const { instead } = faults
    return instead?.type === 'failure' ? String(instead.failure) : 'fine'
  })
}

test.each([
  ['503', ['503', '503', '503', '503', '503']],
  ['503*2', ['503', '503', 'over', 'over', 'over']],
  [['503'], ['503', 'over', 'over', 'over', 'over']],
  [
    ['503*2', 'none', '429@1'],
    ['503', '503', 'fine', '429', 'over'],
  ],
])('goes through %j', (plan, statuses) => {
  expect(next(plan, 5)).toEqual(statuses)
})

test('writes down what is to come, as it can be read again', () => {
  for (const plan of ['slow-first@5,cut@9', ['503*2', 'none', 'cut@1*7'], ['503']]) {
    expect(writePlan(parsePlan(plan))).toEqual(plan)
  }
  const { rest } = takeStep(parsePlan(['503*3', 'none']))
  expect(rest && writePlan(rest)).toEqual(['503*2', 'none'])
  expect(writePlan(parsePlan('503*3'))).toEqual(['503*3'])
})

test.each([
  [null, 'A plan is a fault'],
  [7, 'A plan is a fault'],
  [{}, 'A plan is a fault'],
  [[], 'A plan is a fault'],
  [Array.from({ length: 1001 }, () => '503'), 'A plan is a fault'],
  [['503', 7], 'A step of a plan is a text'],
  ['', 'Unknown fault ""'],
  ['503*0', 'Unknown fault "503*0"'],
  ['503*x', 'Unknown fault "503*x"'],
  [['503', 'boom*2'], 'Unknown fault "boom"'],
])('refuses %j', (plan, message) => {
  expect(() => parsePlan(plan)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
  )
})
