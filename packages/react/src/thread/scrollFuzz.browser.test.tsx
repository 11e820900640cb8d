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
const seeds = deep ? 24 : 4
const steps = deep ? 160 : 70

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
    await event()
    await settled()
    const place = placeOf(this.#scroller)
    if (this.follows) {
      expect(place.belowPx).toBeLessThan(1.5)
    } else if (line?.isConnected === true && place.topPx > 0 && place.belowPx > 1) {
      expect(Math.abs(topOf(line) - before)).toBeLessThan(1)
    }
  }

  /** Moves, and sees that it moved so far and no further. */
  async move(input: () => Promise<unknown>, byPx?: number): Promise<void> {
    const before = placeOf(this.#scroller)
    const line = lineIn(this.#scroller)
    const lineTop = line === undefined ? 0 : topOf(line)
    await input()
    await settled()
    // What the browser does with an input may come a while after it.
    await settled()
    const after = placeOf(this.#scroller)
    const moved = line?.isConnected === true ? topOf(line) - lineTop : before.topPx - after.topPx
    if (byPx !== undefined && after.topPx > 1 && after.belowPx > 1 && !this.follows) {
      expect(moved).toBeCloseTo(-byPx, 0)
    }
    if (moved >= 3) this.follows = after.belowPx < 1 && before.belowPx < 1 && this.follows
    else if (moved < -0.5 && after.belowPx <= 48) this.follows = true
  }

  wheel = async (): Promise<void> => {
    const y = between(this.#random, 1, 5) * (this.#random() < 0.6 ? -60 : 60)
    await this.move(() => userEvent.wheel(this.#scroller, { delta: { y } }), y)
  }

  key = async (): Promise<void> => {
    const keys = ['PageUp', 'PageUp', 'ArrowUp', 'PageDown', 'ArrowDown', 'Home', 'End']
    this.#scroller.focus({ preventScroll: true })
    await this.move(() =>
      userEvent.keyboard(`{${keys[between(this.#random, 0, keys.length - 1)]}}`),
    )
    if (placeOf(this.#scroller).belowPx < 1) this.follows = true
  }

  touch = async (): Promise<void> => {
    const { left, top, width, height } = this.#scroller.getBoundingClientRect()
    const outer = window.frameElement?.getBoundingClientRect()
    const yDistance = between(this.#random, 1, 4) * (this.#random() < 0.6 ? 70 : -70)
    await this.move(() =>
      cdp().send('Input.synthesizeScrollGesture', {
        x: Math.round((outer?.left ?? 0) + left + width / 2),
        y: Math.round((outer?.top ?? 0) + top + height / 2),
        yDistance,
        preventFling: true,
        speed: 4000,
        gestureSourceType: 'touch',
      }),
    )
  }

  resize = (): Promise<void> =>
    this.suffer(async () => {
      this.#frame.style.blockSize = `${between(this.#random, 300, 560)}px`
    })

  picture = (): Promise<void> =>
    this.suffer(async () => {
      const late = [
        ...this.#scroller.querySelectorAll<HTMLImageElement>('img[data-late]:not([src])'),
      ]
      const image = late[between(this.#random, 0, late.length - 1)]
      if (image === undefined) return
      image.src = this.#picture
      await image.decode()
    })

  code = (): Promise<void> =>
    this.suffer(async () => {
      const late = [...this.#scroller.querySelectorAll('pre[data-late]:empty')]
      const code = late[between(this.#random, 0, late.length - 1)]
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
