import { type Anchor, findAnchor, movedPx } from './findAnchor.ts'
import { glide } from './glide.ts'
import { aboveMessagePx, pinTopPx } from './pinTopPx.ts'
import { furthestTopPx, isSameBox, readBox, type ScrollBox } from './ScrollBox.ts'
import { atEnd, type Held, nextHeld, type ScrollEvent } from './Stance.ts'
import { type Mover, whoScrolled } from './whoScrolled.ts'
import { watchTouch } from './watchTouch.ts'
import { type Wish, wishOfKey, wishOfWheel } from './wishes.ts'

/** What mounts of a long conversation only what is near the view. */
export interface Nearby {
  /** Notes how high what is mounted is: before anything is moved by it. */
  measure(): void
  /** Mounts what has come near, and lets go what has gone. */
  update(): void
  /**
   * Mounts the end, or the messages around this one.
   * @returns false where there is no such message.
   */
  reach(messageId: string | undefined): boolean
  /** The user has to do with what is there. */
  touch(target: Node): void
}

export interface ScrollElements {
  readonly scroller: HTMLElement
  /** All that the scroller scrolls. It is kept high enough for a question to stand at the top. */
  readonly content: HTMLElement
  /** What is in that, as high as it is by itself. */
  readonly flow: HTMLElement
}

/** How the view behaves, as the application wants it. */
export interface ScrollSettings {
  /** A question goes to the top of the view and its answer comes below. Else the end is followed. */
  readonly pinsQuestions: boolean
  /** Never shows a way, only where it leads. Else as the system says. */
  readonly jumps: boolean
}

/** Holds the view of one thread while what is in it changes. */
export interface Scroll {
  /** How it behaves from now on. */
  configure(settings: ScrollSettings): void
  /** What scrolls, while it is on the screen. */
  scroller(): HTMLElement | undefined
  /** The list of messages, while it is on the screen. */
  list(): HTMLElement | undefined
  attach(elements: ScrollElements): () => void
  /** What is in view has changed: holds the view as it is to be held. */
  settle(): void
  /** A question was asked on this screen: the view goes there. */
  ask(messageId: string): void
  /** Goes to the end, and follows it from there. */
  toEnd(): void
  /** Whether a message begins further down than the view, so that its beginning is still to be seen. */
  isAhead(messageId: string): boolean
  /**
   * Brings a message into view, and mounts it first where it is not.
   * @returns The message; null where another was to be brought before it was there.
   */
  bring(messageId: string): Promise<HTMLElement | null>
  /** Who mounts what is near; one at a time. */
  nearby: Nearby | undefined
}

export interface ScrollOptions {
  /** A message that is mounted. */
  readonly find: (scroller: HTMLElement, messageId: string) => HTMLElement | null
  /** Whether the end is out of sight. Called when that changes. */
  readonly onAway: (away: boolean) => void
}

interface Awaited {
  readonly messageId: string
  readonly resolve: (message: HTMLElement | null) => void
}

/** Makes the scroll of one thread. No listener, observer or element before it is attached. */
export function createScroll({ find, onAway }: ScrollOptions): Scroll {
  let elements: ScrollElements | undefined
  let settings: ScrollSettings = { pinsQuestions: false, jumps: false }
  let held: Held = atEnd
  /** The scroller as it was last known: what is another place now was made so by somebody else. */
  let known: ScrollBox = { topPx: 0, heightPx: 0, contentPx: 0 }
  let anchor: Anchor | undefined
  let stopGliding: (() => void) | undefined
  /** A finger or a pressed button is on the view: nothing moves under it. */
  let touched = false
  /** The message that is to be brought into view once it is mounted. */
  let awaited: Awaited | undefined
  let updateFrame: number | undefined

  function hear(event: ScrollEvent): void {
    const before = held
    held = nextHeld(held, event)
    if (held.away !== before.away) onAway(held.away)
    if (held.stance.kind === 'free') endGlide()
  }

  function endGlide(): void {
    stopGliding?.()
    stopGliding = undefined
  }

  function list(): HTMLElement | undefined {
    return elements?.content.querySelector<HTMLElement>('[data-part=messages]') ?? undefined
  }

  function lookAgain(): void {
    const messages = list()
    anchor =
      elements === undefined || messages === undefined
        ? undefined
        : findAnchor(elements.scroller, messages)
  }

  function write(topPx: number): void {
    if (elements === undefined) return
    const { scroller } = elements
    if (Math.abs(scroller.scrollTop - topPx) < 0.5) return
    scroller.scrollTop = topPx
    known = readBox(scroller)
  }

  /** The place of a question in what is scrolled, and the place of the view for it. */
  function pinOf(messageId: string): number | undefined {
    const question = elements && find(elements.scroller, messageId)
    if (elements === undefined || question == null) return undefined
    const { scroller } = elements
    const rect = question.getBoundingClientRect()
    const topPx = rect.top - scroller.getBoundingClientRect().top + scroller.scrollTop
    return pinTopPx({ topPx, heightPx: rect.height }, scroller.clientHeight)
  }

  /** The room that a pinned question needs below it: what comes of the answer takes its place, and nothing moves. */
  function reserve(topPx: number): void {
    if (elements === undefined) return
    const { scroller, content } = elements
    const least = `${Math.ceil(topPx + scroller.clientHeight)}px`
    if (content.style.minBlockSize === least) return
    content.style.boxSizing = 'border-box'
    content.style.minBlockSize = least
    known = readBox(scroller)
  }

  /** Keeps to the beginning. Not where a page came in front of it: then what was read there is kept in its place. */
  function holdBeginning(expected: string | undefined): boolean {
    const first = firstMessageOf(list())
    if (expected !== undefined && first !== expected) return false
    hear({ type: 'to-beginning', first, now: known })
    write(0)
    lookAgain()
    return true
  }

  function hold(): void {
    const { stance } = held
    // What the user sees may be kept under his finger, but nothing else happens there.
    const isHeld = touched && stance.kind !== 'free'
    if (elements === undefined || isHeld || stopGliding !== undefined) return
    if (stance.kind === 'following') {
      write(furthestTopPx(known))
      return
    }
    if (stance.kind === 'pinned') {
      const topPx = pinOf(stance.messageId)
      if (topPx === undefined) return
      reserve(topPx)
      write(topPx)
      return
    }
    if (stance.kind === 'beginning') {
      if (holdBeginning(stance.first)) return
      hear({ type: 'placed', now: known })
    }
    const moved = anchor && movedPx(elements.scroller, anchor)
    if (moved !== undefined && Math.abs(moved) >= 0.5) write(elements.scroller.scrollTop + moved)
    // What was read has gone, or there is not enough above or below to put it where it was.
    const left = anchor && movedPx(elements.scroller, anchor)
    if (left === undefined || Math.abs(left) >= 0.5) lookAgain()
  }

  function settle(): void {
    place()
    showAwaited()
    mountNearby()
  }

  function showAwaited(): void {
    if (awaited === undefined || elements === undefined) return
    const { messageId, resolve } = awaited
    const message = find(elements.scroller, messageId)
    // Who can mount it may have come since.
    if (message === null && scroll.nearby?.reach(messageId) !== false) return
    awaited = undefined
    if (message !== null) show(message)
    resolve(message)
  }

  function mountNearby(): void {
    // What is mounted for a place that is still to be gone to is not near to this one.
    if (awaited === undefined) scroll.nearby?.update()
  }

  function place(): void {
    if (elements === undefined || elements.scroller.clientHeight === 0) return
    scroll.nearby?.measure()
    // Somebody may have scrolled, and the event that tells it is still to come. Where he put the view it is left, also
    // where it is to follow the end from now on.
    if (hearScroll() !== 'user') hold()
    hear({ type: 'resized', now: known })
  }

  /**
   * Before the paint what is seen is put where it belongs. What is mounted for that waits for the next frame: an observer
   * that changes what it observes is reported to the page as an error.
   */
  function onResize(): void {
    place()
    if (scroll.nearby === undefined) return
    updateFrame ??= requestAnimationFrame(() => {
      updateFrame = undefined
      mountNearby()
    })
  }

  function hearScroll(): Mover {
    if (elements === undefined) return 'us'
    const before = known
    const now = readBox(elements.scroller)
    // What is not on the screen stands where it stood.
    if (now.heightPx === 0) return 'us'
    known = now
    if (stopGliding !== undefined) return 'us'
    hear({ type: 'scrolled', before, now, atMs: performance.now() })
    const who = whoScrolled(before, now)
    if (held.stance.kind === 'free' && who === 'user') lookAgain()
    return who
  }

  function onScroll(): void {
    // Mostly what we wrote ourselves. Or else what browsers leave out until it is near may have changed its height since.
    if (elements !== undefined && !isSameBox(readBox(elements.scroller), known)) place()
    mountNearby()
  }

  function wished(wish: Wish | undefined): void {
    if (elements === undefined || wish === undefined) return
    endGlide()
    known = readBox(elements.scroller)
    hear({ type: 'wished', wish, now: known, atMs: performance.now() })
    if (held.stance.kind === 'free') lookAgain()
  }

  function show(message: HTMLElement): void {
    if (elements === undefined) return
    const { scroller } = elements
    endGlide()
    const view = scroller.getBoundingClientRect()
    const { top, bottom, height } = message.getBoundingClientRect()
    const hidden = bottom <= view.top || top >= view.bottom
    if (hidden || top < view.top || height + aboveMessagePx > view.height) {
      write(scroller.scrollTop + top - view.top - aboveMessagePx)
    } else if (bottom > view.bottom) {
      write(scroller.scrollTop + bottom - view.bottom + aboveMessagePx)
    }
    known = readBox(scroller)
    hear({ type: 'placed', now: known })
    lookAgain()
  }

  function goToEnd(): void {
    if (elements === undefined) return
    const { scroller } = elements
    scroll.nearby?.reach(undefined)
    hear({ type: 'to-end' })
    move(() => furthestTopPx(readBox(scroller)))
  }

  /** A browser would go there in many frames, and what is measured on the way would leave it short of the beginning. */
  function goToBeginning(): void {
    hear({ type: 'to-beginning', first: undefined, now: known })
    move(() => 0)
  }

  /** Glides to a place that is near, and jumps to one that is far. */
  function move(topPx: () => number): void {
    if (elements === undefined) return
    const { scroller } = elements
    endGlide()
    const { topPx: from, heightPx } = readBox(scroller)
    const far = Math.abs(topPx() - from) > 2 * heightPx
    if (far || settings.jumps || !systemMoves(scroller)) {
      settle()
      return
    }
    stopGliding = glide(
      (share) => write(from + (topPx() - from) * share),
      () => {
        stopGliding = undefined
        settle()
      },
    )
  }

  function attach(given: ScrollElements): () => void {
    elements = given
    const { scroller, flow } = given
    // What browsers do of their own to keep a place, and not all of them do, is done here.
    scroller.style.overflowAnchor = 'none'
    known = readBox(scroller)
    const gone = new AbortController()
    const { signal } = gone
    const passive = { passive: true, signal }
    const observer = new ResizeObserver(onResize)
    observer.observe(flow)
    observer.observe(scroller)
    scroller.addEventListener('scroll', onScroll, passive)
    scroller.addEventListener(
      'wheel',
      (event) => {
        wished(wishOfWheel(event, scroller))
      },
      passive,
    )
    scroller.addEventListener(
      'keydown',
      (event) => {
        const wish = wishOfKey(event, scroller)
        wished(wish)
        if (wish === undefined || event.key !== 'Home' || event.shiftKey) return
        event.preventDefault()
        goToBeginning()
      },
      { signal },
    )
    const touch = ({ target }: Event): void => scroll.nearby?.touch(target as Node)
    scroller.addEventListener('focusin', touch, passive)
    scroller.addEventListener('pointerdown', touch, passive)
    watchTouch(scroller, signal, {
      onTouch() {
        touched = true
      },
      onRelease(selecting) {
        touched = false
        // Who has marked something goes on with it.
        if (selecting) wished('up')
        settle()
      },
    })
    settle()
    return () => {
      gone.abort()
      observer.disconnect()
      endGlide()
      if (updateFrame !== undefined) cancelAnimationFrame(updateFrame)
      updateFrame = undefined
      touched = false
      awaited?.resolve(null)
      awaited = undefined
      given.content.style.minBlockSize = ''
      elements = undefined
      anchor = undefined
    }
  }

  const scroll: Scroll = {
    nearby: undefined,
    scroller: () => elements?.scroller,
    list,
    isAhead(messageId) {
      if (elements === undefined) return false
      const message = find(elements.scroller, messageId)
      const view = elements.scroller.getBoundingClientRect()
      // What is not mounted is far away; new messages are far below.
      return message === null || message.getBoundingClientRect().top > view.top + view.height / 2
    },
    attach,
    settle,
    configure(given) {
      settings = given
    },
    ask(messageId) {
      const pin = settings.pinsQuestions
      endGlide()
      // The room of the last question goes with it; its own comes once it is there.
      if (elements !== undefined && !pin) elements.content.style.minBlockSize = ''
      hear(pin ? { type: 'pinned', messageId } : { type: 'to-end' })
      scroll.nearby?.reach(undefined)
    },
    toEnd: goToEnd,
    bring(messageId) {
      awaited?.resolve(null)
      return new Promise((resolve) => {
        awaited = { messageId, resolve }
        showAwaited()
        mountNearby()
      })
    },
  }
  return scroll
}

/** Undefined as long as it is not mounted. */
function firstMessageOf(list: HTMLElement | undefined): string | undefined {
  const item = list?.firstElementChild
  if ((item?.getAttribute('aria-posinset') ?? '1') !== '1') return undefined
  return item?.querySelector<HTMLElement>('[data-message-id]')?.dataset['messageId']
}

function systemMoves({ ownerDocument }: Element): boolean {
  const view = ownerDocument.defaultView
  return view !== null && !view.matchMedia('(prefers-reduced-motion: reduce)').matches
}
