import type { ChatHistory } from '@millrace/core'
import type { Message, Part } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { act, cleanup, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { settled } from '../fixtures/settled.ts'
import '../styles/styles.css'

afterEach(cleanup)

/** Whatever is done to a thread in whatever order, it belongs to its reader. */
const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
const seeds = deep ? 24 : 2
const steps = deep ? 160 : 30

const words = 'Air scatters short wavelengths more than long ones. '

/** A picture that has no size before it is there. */
function LatePicture(): ReactNode {
  return <img data-late="picture" alt="" width="40" />
}

/** Code that is shown once it has been read. */
function LateCode(): ReactNode {
  return <pre data-late="code" />
}

const components = { 'data-picture': LatePicture, 'data-late-code': LateCode }

/** A part of the application's own, which the chat's own messages know nothing of. */
function late(type: keyof typeof components): Part {
  return { type, data: 0 } as unknown as Part
}

/** Keys, and by how much they move at least. */
const keys = [
  ['PageUp', -150],
  ['ArrowUp', -20],
  ['PageDown', 150],
  ['ArrowDown', 20],
  ['Home', -20],
  ['End', 20],
] as const

type Random = () => number

function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

let numbers = 0

/** Messages of all kinds and heights. */
function conversation(random: Random, count: number): Message[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `m${numbers++}`
    if (n % 2 === 0) return question(id, words.repeat(between(random, 1, 4)))
    const text = Array.from({ length: between(random, 1, 5) }, () =>
      words.repeat(between(random, 1, 8)),
    ).join('\n\n')
    const code = `\n\n\`\`\`ts\n${'const a = 1\n'.repeat(between(random, 1, 30))}\`\`\``
    const parts: Message['parts'] = [
      { type: 'text', text: random() < 0.4 ? text + code : text },
      ...(random() < 0.4 ? [late('data-picture')] : []),
      ...(random() < 0.2 ? [late('data-late-code')] : []),
      { type: 'text', text: words },
    ]
    return answer(id, parts)
  })
}

async function aPicture(): Promise<string> {
  const canvas = new OffscreenCanvas(40, 170)
  canvas.getContext('2d')?.fillRect(0, 0, 40, 170)
  return URL.createObjectURL(await canvas.convertToBlob())
}

interface Place {
  readonly topPx: number
  readonly heightPx: number
  readonly belowPx: number
}

function placeOf({ scrollTop, scrollHeight, clientHeight }: Element): Place {
  return {
    topPx: scrollTop,
    heightPx: clientHeight,
    belowPx: scrollHeight - clientHeight - scrollTop,
  }
}

/** The first paragraph that begins in view. */
function lineIn(scroller: Element): Element | undefined {
  const { top, bottom } = scroller.getBoundingClientRect()
  return [...scroller.querySelectorAll('[data-part=markdown] p, [data-part=question]')].find(
    (line) => {
      const rect = line.getBoundingClientRect()
      return rect.top >= top && rect.top < bottom - 8
    },
  )
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top
}

class Reader {
  readonly #random: Random
  readonly #hand: ChatInHand
  readonly #scroller: HTMLElement
  readonly #frame: HTMLElement
  readonly #picture: string
  /** Whether the end is followed, as the reader has it. */
  follows = true
  #streams = 0

  constructor(
    random: Random,
    hand: ChatInHand,
    { scroller, frame }: { readonly scroller: HTMLElement; readonly frame: HTMLElement },
    picture: string,
  ) {
    this.#random = random
    this.#hand = hand
    this.#scroller = scroller
    this.#frame = frame
    this.#picture = picture
  }

  /** Does something that is nobody's wish to move, and sees that nothing moves but what follows the end. */
  async suffer(event: () => Promise<void>): Promise<void> {
    const line = lineIn(this.#scroller)
    const before = line === undefined ? 0 : topOf(line)
    const { scrollHeight, clientHeight } = this.#scroller
    await event()
    await settled()
    const place = placeOf(this.#scroller)
    const isSame = scrollHeight === this.#scroller.scrollHeight && clientHeight === place.heightPx
    if (this.follows) {
      // Who comes near to the end is taken there by what comes next.
      expect(place.belowPx).toBeLessThan(isSame ? 49 : 1.5)
    } else if (line?.isConnected === true && place.topPx > 0 && place.belowPx > 1) {
      expect(Math.abs(topOf(line) - before)).toBeLessThan(1)
    }
  }

  /** Moves by so much, or as far as it goes. Of keys and fingers at least that much. */
  async move(input: () => Promise<unknown>, byPx: number, exactly = false): Promise<void> {
    const before = placeOf(this.#scroller)
    const line = lineIn(this.#scroller)
    const lineTop = line === undefined ? 0 : topOf(line)
    let ended = true
    const gone = new AbortController()
    const { signal } = gone
    this.#scroller.addEventListener('scroll', () => void (ended = false), { signal })
    this.#scroller.addEventListener('scrollend', () => void (ended = true), { signal })
    await input()
    await settled()
    // What the browser does with an input may come a while after it.
    await settled()
    const hasRoom = byPx < 0 ? before.topPx > -byPx + 1 : before.belowPx > byPx + 1
    // Of a line that is no longer there one cannot tell how far it went: only that it went.
    const movedBy = (): number => (line?.isConnected === true ? lineTop - topOf(line) : byPx)
    // Who comes near to the end may be taken there.
    // A way is drawn by a thread of its own: where others need the cores, later.
    if (hasRoom && exactly && placeOf(this.#scroller).belowPx > 1) {
      await expect.poll(movedBy).toBeCloseTo(byPx, 0)
    } else if (hasRoom) {
      await expect.poll(() => movedBy() * Math.sign(byPx)).toBeGreaterThan(Math.abs(byPx) - 1)
    }
    // What is left of a way would be taken for a part of the next one.
    await expect.poll(() => ended).toBe(true)
    gone.abort()
    const after = placeOf(this.#scroller)
    const moved = movedBy()
    if (moved <= -3 && before.topPx > 1) this.follows = false
    else if (after.belowPx <= 48 && (moved > 0.5 || byPx > 0)) this.follows = true
  }

  wheel = async (): Promise<void> => {
    const y = between(this.#random, 1, 5) * (this.#random() < 0.6 ? -60 : 60)
    await this.move(() => userEvent.wheel(this.#scroller, { delta: { y } }), y, true)
  }

  key = async (): Promise<void> => {
    const [key, byPx] = keys[between(this.#random, 0, keys.length - 1)] ?? keys[0]
    this.#scroller.focus({ preventScroll: true })
    await this.move(() => userEvent.keyboard(`{${key}}`), byPx)
  }

  touch = async (): Promise<void> => {
    const { left, top, width, height } = this.#scroller.getBoundingClientRect()
    const outer = window.frameElement?.getBoundingClientRect()
    const x = Math.round((outer?.left ?? 0) + left + width / 2)
    const y = Math.round((outer?.top ?? 0) + top + height / 2)
    const byPx = between(this.#random, 2, 5) * (this.#random() < 0.6 ? -25 : 25)
    await this.move(
      async () => {
        const session = cdp()
        const down = [{ x, y }]
        await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: down })
        for (let step = 1; step <= 5; step++) {
          const touchPoints = [{ x, y: y - (byPx * step) / 5 }]
          await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints })
        }
        await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      },
      // Before a finger moves anything it has gone some way; let go, it moves on.
      Math.sign(byPx) * (Math.abs(byPx) - 25),
    )
  }

  resize = (): Promise<void> =>
    this.suffer(async () => {
      this.#frame.style.blockSize = `${between(this.#random, 300, 560)}px`
    })

  /**
   * Something that is still to come: before what is in view, or after the line that is looked at. What comes between, the
   * reader sees coming, and makes room.
   */
  #late<Type extends Element>(selector: string): Type | undefined {
    const { top } = this.#scroller.getBoundingClientRect()
    const line = lineIn(this.#scroller)
    const late = [...this.#scroller.querySelectorAll<Type>(selector)].filter((element) => {
      const at = topOf(element)
      return at < top || line === undefined || at > topOf(line)
    })
    return late[between(this.#random, 0, late.length - 1)]
  }

  picture = (): Promise<void> =>
    this.suffer(async () => {
      const image = this.#late<HTMLImageElement>('img[data-late]:not([src])')
      if (image === undefined) return
      image.src = this.#picture
      await image.decode()
    })

  code = (): Promise<void> =>
    this.suffer(async () => {
      const code = this.#late('pre[data-late]:empty')
      if (code !== undefined) code.textContent = 'const a = 1\n'.repeat(12)
    })

  stream = async (): Promise<void> => {
    const { chat, script, frames, clock } = this.#hand
    if (chat.getState().run.status === 'idle') {
      script.nextStreamId(`stream-${this.#streams++}`)
      // Asking leads to the end.
      this.follows = true
      await this.suffer(() =>
        act(async () => {
          void chat.sendMessage(words)
          await script.accept()
        }),
      )
    }
    await this.suffer(() =>
      act(async () => {
        await script.text(words.repeat(between(this.#random, 1, 6)), '\n\n')
        await clock.advance(60)
        if (this.#random() < 0.2) await script.finish()
        frames.all()
      }),
    )
  }

  page = (): Promise<void> => this.suffer(() => act(() => this.#hand.chat.loadEarlier()))
}

test.each(Array.from({ length: seeds }, (_, seed) => seed + 1))(
  'wheel, keys, touch, size, stream, pages, pictures and code in any order (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    let pages = 0
    const history: ChatHistory = {
      load: async () => ({
        messages: conversation(random, between(random, 2, 9) * 2),
        more: ++pages < 12,
      }),
    }
    const hand = chatInHand({ messages: conversation(random, seed % 2 === 0 ? 240 : 24), history })
    const { container } = render(<Chat chat={hand.chat} components={components} />)
    container.style.cssText = 'inline-size: 640px; block-size: 480px'
    const scroller = screen.getByRole('region', { name: 'Conversation' })
    await settled()
    const picture = await aPicture()
    const reader = new Reader(random, hand, { scroller, frame: container }, picture)
    const { wheel, key, touch, resize, stream, page } = reader
    const deeds = [wheel, wheel, key, touch, resize, stream, stream, stream, page]
    deeds.push(reader.picture, reader.picture, reader.code)
    for (let step = 0; step < steps; step++) {
      await deeds[between(random, 0, deeds.length - 1)]?.()
    }
    URL.revokeObjectURL(picture)
  },
  deep ? 600_000 : 90_000,
)
