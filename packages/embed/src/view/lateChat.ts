import { useEffect, useState } from 'react'

type Chat = (typeof import('./chat.ts'))['Chat']

/** After so long it is tried again to load what could not be loaded, in milliseconds. */
const patienceMs = 5000

let loaded: Chat | undefined

/** Loads the chat's own code, once for a page. @throws Where it cannot be loaded. */
export async function loadChat(): Promise<void> {
  loaded ??= (await import('./chat.ts')).Chat
}

/** The chat, once it is here: loaded when it is wanted. */
export function useLateChat(wanted: boolean): Chat | undefined {
  const [chat, setChat] = useState(() => loaded)
  useEffect(() => {
    if (!wanted || chat !== undefined) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const attempt = async (): Promise<void> => {
      try {
        await loadChat()
        if (!gone) setChat(() => loaded)
      } catch {
        if (!gone) timer = setTimeout(() => void attempt(), patienceMs)
      }
    }
    void attempt()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [wanted, chat])
  return chat
}
