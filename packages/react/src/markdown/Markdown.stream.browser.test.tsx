import { seededRandom } from '@millrace/protocol/testing'
import { expect, inject, test } from 'vitest'
import { answers } from './fixtures/answers.ts'
import { gfmExamples } from './fixtures/gfmExamples.ts'
import { joined } from './fixtures/joined.ts'
import { showMarkdown, type TakenAway } from './fixtures/showMarkdown.tsx'

const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
const commonmark = inject('commonmarkExamples')
const gfm = gfmExamples.map(({ markdown }) => markdown)
const written = answers.map(({ markdown }) => markdown)
const examples = [...commonmark, ...gfm, ...written]

interface Streamed {
  readonly html: string
  readonly taken: readonly TakenAway[]
  /** What was taken away when the end came. */
  readonly takenAtEnd: readonly TakenAway[]
  /** Every address that was shown on the way. */
  readonly addresses: ReadonlySet<string>
}

/** The page of a text that comes in steps of so many characters, and what happened on the way. */
async function streamed(text: string, stepOf: () => number): Promise<Streamed> {
  const shown = showMarkdown()
  const taken: TakenAway[] = []
  const addresses = new Set<string>()
  for (let end = stepOf(); end < text.length; end += stepOf()) {
    taken.push(...(await shown.showAll(text.slice(0, end), true)))
    for (const { href } of shown.page.querySelectorAll('a')) addresses.add(href)
  }
  taken.push(...(await shown.showAll(text, true)))
  const takenAtEnd = await shown.showAll(text, false)
  const html = shown.html()
  shown.close()
  return { html, taken, takenAtEnd, addresses }
}

async function once(text: string): Promise<string> {
  const shown = showMarkdown()
  await shown.showAll(text, false)
  const html = shown.html()
  shown.close()
  return html
}

/** One in `every`, all of them in a deep run. */
function some<Value>(values: readonly Value[], every: number): readonly Value[] {
  return deep ? values : values.filter((_, index) => index % every === 0)
}

/** What is defined later changes what was finished: that is the one exception. */
function mayDefine(text: string): boolean {
  return text.includes(']:')
}

test('a text that comes character by character ends as the page it would have been at once, and no finished element is replaced', async () => {
  for (const text of [...some(commonmark, 96), ...some(gfm, 48), ...some(written, 12)]) {
    const { html, taken } = await streamed(text, () => 1)
    expect(html, text).toBe(await once(text))
    const closed = taken.filter(({ from }) => from === 'closed')
    if (!mayDefine(text)) expect(closed, text).toEqual([])
  }
}, 300_000)

test('so does one that is cut anywhere', async () => {
  const random = seededRandom(11)
  for (const text of some(examples, 16)) {
    const expected = await once(text)
    const cuts = deep
      ? Array.from({ length: Math.min(200, text.length) }, (_, index) =>
          text.length <= 200 ? index : Math.floor(random() * text.length),
        )
      : [Math.floor(random() * text.length), Math.floor(random() * text.length)]
    for (const cut of cuts) {
      const shown = showMarkdown()
      await shown.showAll(text.slice(0, cut), true)
      await shown.showAll(text, false)
      expect(shown.html(), `${cut} ${text}`).toBe(expected)
      shown.close()
    }
  }
}, 600_000)

test('so do joins of such texts, in steps of any size', async () => {
  const random = seededRandom(12)
  for (const text of joined(examples, deep ? 1000 : 10, 13)) {
    const { html, taken } = await streamed(text, () => 1 + Math.floor(random() ** 3 * 60))
    expect(html, text).toBe(await once(text))
    if (!mayDefine(text))
      expect(
        taken.filter(({ from }) => from === 'closed'),
        text,
      ).toEqual([])
  }
}, 600_000)

test('no half of an address is ever one: only those of the whole text are shown (T-49)', async () => {
  for (const text of some(written, 12)) {
    const { addresses } = await streamed(text, () => 1)
    const shown = showMarkdown()
    await shown.showAll(text, false)
    const final = new Set([...shown.page.querySelectorAll('a')].map(({ href }) => href))
    shown.close()
    // Places within the text are numbered anew when a note is defined late.
    const foreign = [...addresses].filter((address) => !address.includes('#'))
    expect(
      foreign.filter((address) => !final.has(address)),
      text,
    ).toEqual([])
  }
}, 300_000)

const recorded = inject('recordedTexts')

test.skipIf(recorded.length === 0)(
  `recordings end as they would at once, and nothing is taken away on the way but for items that gain a paragraph${recorded.length === 0 ? ' (skipped: no recordings in MILLRACE_RECORDINGS)' : ''}`,
  async () => {
    for (const { name, text } of recorded) {
      const random = seededRandom(3)
      const { html, taken, takenAtEnd } = await streamed(
        text,
        () => 1 + Math.floor(random() * (deep ? 2 : 24)),
      )
      expect(html, name).toBe(await once(text))
      expect(taken.filter(notToAParagraph).map(described), name).toEqual([])
      // An answer that was cut in the middle of a mark ends with the mark as it is written.
      if (!/\*\*\w+$/.test(text)) expect(takenAtEnd.map(described), name).toEqual([])
    }
  },
  300_000,
)

test("nothing is taken away from the benchmark's answers but for items that gain a paragraph", async () => {
  for (const { name, text } of some(inject('benchTexts'), 4)) {
    const random = seededRandom(4)
    const { html, taken } = await streamed(text, () => 1 + Math.floor(random() * (deep ? 8 : 500)))
    expect(html, name).toBe(await once(text))
    expect(taken.filter(notToAParagraph).map(described), name).toEqual([])
    expect(taken.filter(({ from }) => from === 'closed').map(described), name).toEqual([])
  }
}, 600_000)

/** An item of a list that turns loose holds a paragraph, which holds what it held. */
function notToAParagraph({ target }: TakenAway): boolean {
  return target.tagName !== 'LI'
}

function described({ from, element, target }: TakenAway): string {
  return `${from}: ${target.tagName} lost ${element.outerHTML.slice(0, 200)}`
}
