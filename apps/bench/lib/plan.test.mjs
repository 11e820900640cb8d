import { expect, test } from 'vitest'
import { plan } from './plan.mjs'

const contenders = ['floor-block-50', 'millrace', 'deep-chat']

test.each([true, false])('runs every workload, Redis among them (quick: %s)', (quick) => {
  const steps = plan({ quick, reps: 5, contenders })
  expect([...new Set(steps.map(({ workload }) => workload))]).toEqual([
    'w1',
    'w2',
    'w3',
    'w4',
    'w5',
    'w6',
  ])
  expect(steps.map(({ file }) => file)).toContain('w5-redis.json')
  expect(new Set(steps.map(({ file }) => file)).size).toBe(steps.length)
})

test('runs the workloads that were named, as often as was said', () => {
  const steps = plan({ quick: false, reps: 9, contenders, only: ['w2', 'w4'] })
  expect(steps.map(({ workload }) => workload)).toEqual(['w2', 'w2', 'w4'])
  expect(steps[0].args).toContain('--reps=9')
})

test('leaves out of a fast stream who cannot follow one', () => {
  const steps = plan({ quick: false, reps: 5, contenders })
  const of = (file) => steps.find((step) => step.file === file).args.join(' ')
  expect(of('w1-200.json')).toContain('deep-chat')
  expect(of('w1-1000.json')).not.toContain('deep-chat')
})
