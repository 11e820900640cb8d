import { expect } from 'vitest'

const { testPath = '' } = expect.getState()

// Tests see what a page shows that has loaded all its parts; what it shows before is a test of its own.
if (!/\/packages\/(core|protocol)\//.test(testPath)) {
  const { preloadParts } = await import('@millrace/react')
  await preloadParts()
}
