import { expect } from 'vitest'

const { testPath = '' } = expect.getState()

// Tests see what a page shows that has loaded all its parts; what it shows before is a test of its own. Not those that have no
// parts, or count what is loaded.
if (!/\/packages\/(core|protocol|react\/src\/highlight)\//.test(testPath)) {
  const { preloadParts } = await import('@millrace/react')
  await preloadParts()
}
