import { expect, test, vi } from 'vitest'
import { whenIdle } from './whenIdle.ts'

// Node has no idle callbacks, as Safari has none.
test('without idle callbacks work runs a moment later', () => {
  vi.useFakeTimers()
  const work = vi.fn()
  whenIdle(work)
  expect(work).not.toHaveBeenCalled()
  vi.runAllTimers()
  expect(work).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test('without idle callbacks work can be taken back', () => {
  vi.useFakeTimers()
  const work = vi.fn()
  whenIdle(work)()
  vi.runAllTimers()
  expect(work).not.toHaveBeenCalled()
  vi.useRealTimers()
})
