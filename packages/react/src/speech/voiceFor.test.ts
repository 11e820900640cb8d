import { expect, test } from 'vitest'
import { type Voice, voiceFor } from './voiceFor.ts'

function voice(lang: string, more: Partial<Voice> = {}): Voice {
  return { lang, default: false, localService: false, ...more }
}

test.each([
  ['de', ['en-US', 'de-DE', 'de-AT'], 'de-DE'],
  ['de-AT', ['de-DE', 'de-AT'], 'de-AT'],
  ['de-CH', ['en-US', 'de-DE'], 'de-DE'],
  ['en', ['fr-FR', 'en_US'], 'en_US'],
  ['EN-gb', ['en-US', 'en-GB'], 'en-GB'],
  ['de', ['den-CA', 'en-US'], undefined],
  ['de', [], undefined],
])('for %s of %j it is %s', (lang, langs, expected) => {
  expect(
    voiceFor(
      lang,
      langs.map((one) => voice(one)),
    )?.lang,
  ).toBe(expected)
})

test('of several the default one, else one on the device', () => {
  const [far, near, usual] = [
    voice('en-US'),
    voice('en-US', { localService: true }),
    voice('en-US', { default: true }),
  ] as const
  expect(voiceFor('en', [far, near, usual])).toBe(usual)
  expect(voiceFor('en', [far, near])).toBe(near)
})
