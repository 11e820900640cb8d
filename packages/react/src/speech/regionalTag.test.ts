import { expect, test } from 'vitest'
import { regionalTag } from './regionalTag.ts'

test.each([
  ['de', [], 'de-DE'],
  ['de', ['en-US', 'de-AT', 'de-CH'], 'de-AT'],
  ['de', ['de'], 'de-DE'],
  ['en', ['de-AT', 'en-GB'], 'en-GB'],
  ['pt', [], 'pt-BR'],
  ['zh', [], 'zh-CN'],
  ['zh-Hant', [], 'zh-TW'],
  ['zh', ['zh-TW'], 'zh-CN'],
  ['ar', [], 'ar-EG'],
  ['de-CH', ['de-AT'], 'de-CH'],
  ['no such tag', [], 'no such tag'],
  ['de', ['', '*', 'de-AT'], 'de-AT'],
])('%s for a reader of %j is %s', (tag, preferred, regional) => {
  expect(regionalTag(tag, preferred)).toBe(regional)
})
