/** How the tabs of a user hear that he signs out. */
export interface SignOutChannel {
  /** Begins to listen. */
  listen(): void
  /** Tells the others. */
  tell(): void
  close(): void
}

const signedOut = 'millrace-signed-out'

/** A channel that is not open before it is needed. Where browsers have none, nobody hears. */
export function signOutChannel(name: string, onSignOut: () => void): SignOutChannel {
  let channel: BroadcastChannel | undefined
  let isClosed = false

  function open(): BroadcastChannel | undefined {
    try {
      return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)
    } catch {
      // A page that may keep nothing may not talk either.
      return undefined
    }
  }

  return {
    listen() {
      if (channel !== undefined || isClosed) return
      channel = open()
      channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data === signedOut) onSignOut()
      })
      // A process of Node is not kept alive by it.
      const { unref } = (channel ?? {}) as { readonly unref?: () => void }
      unref?.call(channel)
    },
    tell() {
      if (isClosed) return
      const teller = channel ?? open()
      teller?.postMessage(signedOut)
      if (teller !== channel) teller?.close()
    },
    close() {
      isClosed = true
      channel?.close()
      channel = undefined
    },
  }
}
