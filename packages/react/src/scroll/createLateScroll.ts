import { lateModule } from '../part/lateModules.ts'
import type {
  Nearby,
  Scroll,
  ScrollElements,
  ScrollOptions,
  ScrollSettings,
} from './createScroll.ts'

const late = lateModule(() => import('./createScroll.ts'))

/**
 * The scroll of a thread, whose code is loaded behind the page: there is nothing to hold before there are messages. What it is
 * told before it is here it does then; where it cannot be loaded, it is tried again with the next change of what is shown.
 */
export function createLateScroll(options: ScrollOptions): Scroll {
  const here = late.now()
  if (here !== undefined) return here.createScroll(options)
  let scroll: Scroll | undefined
  let loading: Promise<void> | undefined
  let settings: ScrollSettings | undefined
  let elements: ScrollElements | undefined
  let detach: (() => void) | undefined
  let nearby: Nearby | undefined
  const waiting: ((scroll: Scroll) => void)[] = []

  function begin(): void {
    loading ??= late.ready().then(
      ({ createScroll }) => arrive(createScroll(options)),
      () => {
        loading = undefined
      },
    )
  }

  function arrive(arrived: Scroll): void {
    scroll = arrived
    arrived.nearby = nearby
    if (settings !== undefined) arrived.configure(settings)
    if (elements !== undefined) detach = arrived.attach(elements)
    for (const act of waiting.splice(0)) act(arrived)
  }

  function doing(act: (scroll: Scroll) => void): void {
    if (scroll !== undefined) return act(scroll)
    waiting.push(act)
    begin()
  }

  return {
    get nearby() {
      return scroll === undefined ? nearby : scroll.nearby
    },
    set nearby(given) {
      if (scroll === undefined) nearby = given
      else scroll.nearby = given
    },
    scroller: () => elements?.scroller,
    list: () => elements?.content.querySelector<HTMLElement>('[data-part=messages]') ?? undefined,
    isAhead: (messageId) => scroll?.isAhead(messageId) ?? false,
    configure(given) {
      settings = given
      scroll?.configure(given)
    },
    attach(given) {
      elements = given
      detach = scroll?.attach(given)
      if (scroll === undefined) begin()
      return () => {
        detach?.()
        detach = undefined
        elements = undefined
      }
    },
    settle() {
      if (scroll === undefined) begin()
      else scroll.settle()
    },
    ask: (messageId) => doing((known) => known.ask(messageId)),
    toEnd: () => doing((known) => known.toEnd()),
    bring: (messageId) =>
      new Promise((resolve) => {
        doing((known) => void known.bring(messageId).then(resolve))
      }),
  }
}
