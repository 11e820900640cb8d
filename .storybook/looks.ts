import { commands, page } from 'vitest/browser'
import { nextFrame, stillness } from '../packages/react/src/fixtures/stillness.ts'
import { speakLanguage } from './surroundings.tsx'

/** What a story is seen in besides plain light, as it says in `parameters.looks`. */
export type Look = 'dark' | 'rtl' | 'phone' | 'forced' | 'narrow' | 'large' | 'print'

interface Clothes {
  readonly putOn: () => unknown
  readonly takeOff: () => unknown
  /** Whether things stand elsewhere, which takes a few frames. */
  readonly moves: boolean
  /** Gives the story's box the height of what is in it, where a look needs more than the story has planned for. */
  readonly unfold?: (box: HTMLElement) => void
}

/** The window in which Storybook shows a story to a test. */
const window = { widthPx: 1200, heightPx: 900 }

/** As high as what scrolls in it. */
function asLongAsItsThread(box: HTMLElement): void {
  const scroller = box.querySelector('[data-part=thread-scroller]')
  const hiddenPx = scroller === null ? 0 : scroller.scrollHeight - scroller.clientHeight
  box.style.blockSize = `${box.offsetHeight + hiddenPx}px`
}

/** The width of the window, which a story's box does not exceed. */
function inWindow(widthPx: number): Clothes {
  return {
    putOn: () => page.viewport(widthPx, window.heightPx),
    takeOff: () => page.viewport(window.widthPx, window.heightPx),
    moves: true,
  }
}

function rulesOf(sheet: CSSStyleSheet | CSSGroupingRule): readonly CSSRule[] {
  return [...sheet.cssRules].flatMap((rule) =>
    rule instanceof CSSGroupingRule ? [rule, ...rulesOf(rule)] : [rule],
  )
}

const ofTouch = /\(hover: none\)|\(pointer: coarse\)/g

/**
 * A screen that is touched, for the stylesheets of the page: their rules for it apply. Of the browser's own emulation
 * something stays for all that follows.
 */
function touched(): Clothes {
  let taken: readonly (readonly [media: MediaList, text: string])[] = []
  return {
    putOn: () => {
      taken = [...document.styleSheets]
        .flatMap(rulesOf)
        .flatMap((rule) => (rule instanceof CSSMediaRule ? [rule.media] : []))
        .filter(({ mediaText }) => mediaText.match(ofTouch) !== null)
        .map((media) => [media, media.mediaText] as const)
      for (const [media, text] of taken) media.mediaText = text.replace(ofTouch, '(width)')
    },
    takeOff: () => {
      for (const [media, text] of taken) media.mediaText = text
    },
    moves: true,
  }
}

/** A phone of usual width, and of a screen that is touched. */
function phone(): Clothes {
  const [narrow, touch] = [inWindow(375), touched()]
  return {
    putOn: () => Promise.all([narrow.putOn(), touch.putOn()]),
    takeOff: () => Promise.all([narrow.takeOff(), touch.takeOff()]),
    moves: true,
  }
}

/** The root's own style, taken away again as a whole. */
function ofRoot(style: string): Clothes {
  const root = document.documentElement
  return {
    putOn: () => root.setAttribute('style', style),
    takeOff: () => root.removeAttribute('style'),
    moves: true,
  }
}

const clothes: Readonly<Record<Look, Clothes>> = {
  dark: {
    putOn: () => commands.emulate({ colorScheme: 'dark' }),
    takeOff: () => commands.emulate({ colorScheme: 'light' }),
    moves: false,
  },
  // Words of the chat in Arabic, from right to left; what was said stays as it is.
  rtl: {
    putOn: () => speakLanguage('ar'),
    takeOff: () => speakLanguage(undefined),
    moves: true,
  },
  phone: phone(),
  // As most who ask for it have it: light on black.
  forced: {
    putOn: () => commands.emulate({ forcedColors: 'active', colorScheme: 'dark' }),
    takeOff: () => commands.emulate({ forcedColors: 'none', colorScheme: 'light' }),
    moves: false,
  },
  narrow: { ...inWindow(320), unfold: asLongAsItsThread },
  large: { ...ofRoot('font-size: 200%'), unfold: asLongAsItsThread },
  print: {
    putOn: () => commands.emulate({ media: 'print' }),
    takeOff: () => commands.emulate({ media: 'screen' }),
    moves: true,
    unfold: (box) => box.style.setProperty('block-size', 'auto'),
  },
}

/** The looks that a story names. Throws on one that is none. */
export function looksOf(parameters: { readonly looks?: unknown }): readonly Look[] {
  const named: readonly unknown[] = Array.isArray(parameters.looks) ? parameters.looks : []
  return named.map((look) => {
    if (typeof look === 'string' && look in clothes) return look as Look
    throw new Error(`A story is seen in ${JSON.stringify(look)}, which is no look.`)
  })
}

/** Does something while a story is seen in a look, which is taken off again whatever happens. */
export async function seenIn(look: Look, box: Element, act: () => Promise<void>): Promise<void> {
  const { putOn, takeOff, moves, unfold } = clothes[look]
  const style = box.getAttribute('style') ?? ''
  try {
    await putOn()
    await (moves ? stillness() : nextFrame())
    if (unfold !== undefined && box instanceof HTMLElement) {
      unfold(box)
      // Of what reaches out of the window there is no picture.
      if (box.offsetHeight > innerHeight) await page.viewport(innerWidth, box.offsetHeight)
      await stillness()
    }
    await act()
  } finally {
    if (unfold !== undefined) {
      box.setAttribute('style', style)
      await page.viewport(window.widthPx, window.heightPx)
    }
    await takeOff()
    if (moves) await stillness()
  }
}
