import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import './styles.css'

afterEach(cleanup)

type Rgb = readonly [red: number, green: number, blue: number]

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })

/** A colour over another, as they are drawn; each channel from 0 to 255. */
function drawn(...colours: readonly string[]): Rgb {
  if (canvas === null) throw new Error('There is no canvas.')
  canvas.clearRect(0, 0, 1, 1)
  for (const colour of colours) {
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
  }
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
  return [red, green, blue]
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** What the theme calls its colours, without the dashes. */
const text = 4.5
const sign = 3
const pairs: readonly (readonly [colour: string, behind: string, atLeast: number])[] = [
  ['text', 'background', 7],
  ['text', 'surface', 7],
  ['text', 'surface-strong', 7],
  ['text', 'code', 7],
  ['question-text', 'question', 7],
  ['text-quiet', 'background', text],
  ['text-quiet', 'surface', text],
  ['text-quiet', 'surface-strong', text],
  ['text-quiet', 'code', text],
  ['accent', 'background', text],
  ['accent', 'surface', text],
  ['accent', 'surface-strong', text],
  ['accent-text', 'accent', text],
  ['warning', 'background', text],
  ['warning', 'surface', text],
  // Where something is typed, what has the focus, what is ticked or rated.
  ['control', 'background', sign],
  ['accent', 'question', sign],
  ['accent', 'code', sign],
]

test.each(['light', 'dark'] as const)('contrasts in %s are told by number', (theme) => {
  const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
  const chat = container.querySelector('[data-part=chat]')
  if (chat === null) throw new Error('There is no chat.')
  const probe = chat.appendChild(document.createElement('i'))
  const colourOf = (name: string): Rgb => {
    probe.style.color = `var(--_${name})`
    return drawn(getComputedStyle(probe).color)
  }
  const found = pairs.map(([colour, behind, atLeast]) => {
    const ratio = contrast(colourOf(colour), colourOf(behind))
    return { pair: `${colour} on ${behind}`, ratio, atLeast }
  })
  expect(found.filter(({ ratio, atLeast }) => ratio < atLeast)).toEqual([])
})

test.each(['light', 'dark'] as const)(
  'every token of code can be read on its background, in %s',
  (theme) => {
    const { container } = render(
      <Chat chat={chatInHand({ messages: everything }).chat} theme={theme} />,
    )
    const code = container.querySelector('[data-part=code]')
    if (code === null) throw new Error('There is no code.')
    const background = drawn(getComputedStyle(code).backgroundColor)
    const kinds = [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText))
      .join('')
      .matchAll(/\[data-token="([a-z]+)"\]/g)
    const ratios = [...new Set([...kinds].map(([, kind = '']) => kind))].map((kind) => {
      const token = code.appendChild(document.createElement('span'))
      token.dataset['token'] = kind
      return [kind, contrast(drawn(getComputedStyle(token).color), background)] as const
    })
    expect(ratios.length).toBeGreaterThan(10)
    expect(ratios.filter(([, ratio]) => ratio < text)).toEqual([])
  },
)

const fields = [
  ['composer', 'the box of the composer'],
  ['message-comment', 'the box of a comment'],
  ['message-editor', 'the box in which a question is edited'],
] as const

test.each(['light', 'dark'] as const)('where something is typed is seen, in %s', (theme) => {
  const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
  const chat = container.querySelector('[data-part=chat]')
  if (chat === null) throw new Error('There is no chat.')
  const around = drawn(getComputedStyle(chat).backgroundColor)
  for (const [part, what] of fields) {
    const field = chat.appendChild(document.createElement('div'))
    field.dataset['part'] = part
    const edge = drawn(getComputedStyle(field).borderTopColor)
    expect(contrast(edge, around), what).toBeGreaterThanOrEqual(sign)
  }
})
