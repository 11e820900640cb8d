import { expect, test } from 'vitest'
import changelog from './changelog.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'

test('says what changed in the words of the changeset, then which commit brought it', () => {
  expect(changelog.getReleaseLine({ summary: 'A wheel turns.\n', commit })).toBe(
    '- A wheel turns. (0123456)',
  )
  expect(changelog.getReleaseLine({ summary: 'A wheel turns.' })).toBe('- A wheel turns.')
})

test('keeps lines and lists of a longer one within its point', () => {
  const summary = 'A wheel turns,\neither way:\n\n- left\n- right'
  expect(changelog.getReleaseLine({ summary, commit })).toBe(
    '- A wheel turns,\n  either way:\n\n  - left\n  - right (0123456)',
  )
})

test('says in one line with which version of its dependencies a package goes', () => {
  const dependencies = [
    { name: '@mill/wheel', newVersion: '1.2.0' },
    { name: '@mill/river', newVersion: '1.2.0' },
  ]
  expect(changelog.getDependencyReleaseLine([{ summary: 'A wheel turns.' }], dependencies)).toBe(
    '- Goes with `@mill/river`, `@mill/wheel` 1.2.0.',
  )
  expect(changelog.getDependencyReleaseLine([], [])).toBe('')
})
