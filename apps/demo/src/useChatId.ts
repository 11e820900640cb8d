import { useSyncExternalStore } from 'react'

/** The conversation that the address names: it is the same after a reload, and in another window. */
export function useChatId(): string {
  return useSyncExternalStore(subscribe, current)
}

/** Begins another one. The one before is a step back in the browser's history. */
export function newChat(): void {
  location.hash = crypto.randomUUID()
}

function current(): string {
  const id = location.hash.slice(1)
  if (id !== '') return id
  history.replaceState(null, '', `#${crypto.randomUUID()}`)
  return location.hash.slice(1)
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}
