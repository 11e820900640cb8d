import type { ThreadsStore } from '@millrace/core'

/** What is needed of a window. */
export interface Page {
  readonly location: Pick<Location, 'hash'>
  readonly history: Pick<History, 'pushState' | 'replaceState'>
  addEventListener(type: 'hashchange', listener: () => void): void
  removeEventListener(type: 'hashchange', listener: () => void): void
}

/** Keeps the address of a page and the thread that is shown the same. Returns what ends it. */
export function keepAddress(threads: ThreadsStore, page: Page = window): () => void {
  const open = (): void => {
    const id = page.location.hash.slice(1)
    if (id !== '') threads.open(id)
    // What could not be opened, because it was deleted say, is nothing to come back to.
    show('replaceState')
  }
  const show = (change: 'pushState' | 'replaceState'): void => {
    const { activeId } = threads.getState()
    if (page.location.hash !== `#${activeId}`) page.history[change](null, '', `#${activeId}`)
  }
  open()
  page.addEventListener('hashchange', open)
  const stop = threads.subscribe(() => show('pushState'))
  return () => {
    page.removeEventListener('hashchange', open)
    stop()
  }
}
