import { feedPartialJson, emptyPartialJson } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { createNames } from './createNames.ts'
import { redactJson, redactJsonText } from './redactJson.ts'
import { redactText } from './redactText.ts'
import { redactUrl } from './redactUrl.ts'

describe('a redacted text', () => {
  test.each([
    ['letters and digits', 'Call Ada at 10:45!', 'xxxx xxx xx 00:00!'],
    ['other scripts', 'Grüße, 流式, مرحبا ٣ ½', 'xxxxx, xx, xxxxx 0 0'],
    [
      'Markdown',
      '## **Ada**\r\n\r\n- `x = 1`\n| a | b |',
      '## **xxx**\r\n\r\n- `x = 0`\n| x | x |',
    ],
    ['white space', ' \t\u00a0\u2028\u200b', ' \t\u00a0\u2028\u200b'],
    ['marks', 'e\u0301 कि', 'x\u0301 x\u0301'],
    ['emoji of several', '👩‍💻 👍🏽 🇩🇪 ❤️ 1️⃣', '🙂‍🙂 🙂🏽 🇽🇽 ⭐\ufe0f 0️⃣'],
    ['letters of two units', '𝒳 𠮷', '🙂 🙂'],
    ['halves', '\ud83d|\ude00', '\ud83d|\ude42'],
    ['what takes the place of broken bytes', 'a\ufffdb', 'x\ufffdx'],
    ['symbols', '⠓⠊ Ⓐ →', '☆☆ ☆ →'],
    ['what cannot be seen', 'a\u{e0061}\u{e0062}\ufe03', 'x\u{e0078}\u{e0078}\ufe0f'],
    [
      'an address',
      'See https://docs.acme-corp.com/a%20b?q=1#z.',
      'xxx https://xx.example.invalid/x%78x?x=0#x.',
    ],
    ['a short address', '[a](http://acme.info/x)', '[x](http://x.invalid/x)'],
    ['the shortest address', 'https://ab.de', 'https://xxxxx'],
  ])('keeps its shape: %s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected)
    expect(expected).toHaveLength(text.length)
  })

  test('stays as it is when it is redacted again', () => {
    const once = redactText('Grüße 👩‍💻 https://acme-corp.example/x 12\n**b**')
    expect(redactText(once)).toBe(once)
  })
})

describe('a redacted address', () => {
  test.each([
    [
      'https://ada:key@acme.com:8443/users/7?token=abc#top',
      'https://example.invalid/xxxxx/0?xxxxx=xxx#xxx',
    ],
    ['http://acme.com', 'https://example.invalid'],
    ['data:image/png;base64,iVBO+/=', 'data:image/png;base64,xxxx+/='],
    ['data:,Hi%20Ada', 'data:,xx%78xxx'],
    ['data:text/x-ada;charset=ada,x', 'data:text/x;xxxxxxx=xxx,x'],
    ['blob:https://acme.com/1-2', 'blob:https://example.invalid/0-0'],
    ['/files/7', '/xxxxx/0'],
    ['mailto:ada@acme.com', 'xxxxxx:xxx@xxxx.xxx'],
  ])('%s is %s', (url, expected) => expect(redactUrl(url)).toBe(expected))
})

describe('redacted JSON', () => {
  test('has the shape that it had, under other names', () => {
    const value = {
      city: 'Oslo',
      days: [1, 325, 0.5, -7, 1e21],
      ok: true,
      none: null,
      a: { b: '' },
    }
    expect(redactJson(value, createNames())).toEqual({
      xxxx: 'xxxx',
      xxx1: [1, 100, 1, -1, 1],
      xx: true,
      xxx2: null,
      x: { 1: '' },
    })
  })

  test('reads the same at any place where it breaks off', () => {
    const written =
      ' {"city" : "Z\\u00fcrich \\"x\\" \\ud83d\\ude00 \\n", "n": [-1500, 0, true], "n2": null, "city2": {"": "👩‍💻"}} '
    const names = createNames()
    const whole = redactJsonText(written, names)
    expect(JSON.parse(whole)).toEqual(redactJson(JSON.parse(written), names))
    for (let end = 0; end <= written.length; end++) {
      const piece = redactJsonText(written.slice(0, end), createNames())
      expect(piece).toHaveLength(end)
      const { value, failed } = feedPartialJson(emptyPartialJson(), piece)
      const before = feedPartialJson(emptyPartialJson(), written.slice(0, end))
      expect([end, failed, jsonShape(value)]).toEqual([end, false, jsonShape(before.value)])
    }
  })

  test('of a model that writes no JSON shows nothing either (T-67)', () => {
    const names = createNames()
    expect(redactJsonText('{secret: \\q, tru: trueish, "a\\', names)).toBe(
      '{xxxxxx: \\x, xxx: xxxxxxx, "x\\',
    )
    expect(redactJsonText('"a\\u00zz\\u12', names)).toBe('"x\\u00xx\\u00')
  })

  test('is looked through in time, and as deep as anybody nests (T-53)', () => {
    const from = performance.now()
    const names = createNames()
    for (const text of [
      '"'.repeat(200_000),
      `"${'\\'.repeat(200_001)}`,
      '1'.repeat(200_000),
      `"${'a'.repeat(2_000_000)}`,
    ]) {
      expect(redactJsonText(text, names)).toHaveLength(text.length)
    }
    expect(redactText('https://'.repeat(50_000))).toHaveLength(400_000)
    expect(performance.now() - from).toBeLessThan(5000)
    let deep: unknown = 'x'
    for (let level = 0; level < 5000; level++) deep = [deep]
    expect(JSON.stringify(redactJson(deep, names)).length).toBeLessThan(1000)
  })
})

function jsonShape(value: unknown): unknown {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return typeof value
  return Array.isArray(value) ? value.map(jsonShape) : Object.values(value).map(jsonShape)
}
