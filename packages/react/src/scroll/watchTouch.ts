import { selectionIn } from './selectionIn.ts'

interface TouchListeners {
  readonly onTouch: () => void
  /** @param selecting - Whether something is marked. */
  readonly onRelease: (selecting: boolean) => void
}

/** Tells while a finger is on the element, or a mouse has been pressed in it. */
export function watchTouch(
  element: HTMLElement,
  signal: AbortSignal,
  { onTouch, onRelease }: TouchListeners,
): void {
  const { ownerDocument: page } = element
  let released: AbortController | undefined

  function release(): void {
    if (released === undefined) return
    released.abort()
    released = undefined
    const selection = selectionIn(element)
    onRelease(selection !== null && element.contains(selection.anchorNode))
  }

  function press(ends: readonly string[]): void {
    if (released !== undefined) return
    released = new AbortController()
    for (const end of ends) {
      page.addEventListener(end, release, { capture: true, passive: true, signal: released.signal })
    }
    onTouch()
  }

  element.addEventListener('touchstart', () => press(['touchend', 'touchcancel']), {
    passive: true,
    signal,
  })
  element.addEventListener(
    'pointerdown',
    (event) => {
      // A scroll bar keeps the end of its press to itself.
      const { offsetX } = event
      const onBar = event.target === element && (offsetX < 0 || offsetX > element.clientWidth)
      if (event.pointerType === 'mouse' && event.button === 0 && !onBar) {
        press(['pointerup', 'pointercancel', 'dragend'])
      }
    },
    { passive: true, signal },
  )
  signal.addEventListener('abort', () => released?.abort())
}
