'use client'

import { use, useState } from 'react'
import { MarkdownContext } from './MarkdownContext.ts'

/** Whether something that an answer names may be fetched. */
export type RemoteMedia =
  /** Neither a part of the message nor an address. */
  | { readonly status: 'refused' }
  /** It is fetched from `host` once the user has asked for it. */
  | { readonly status: 'waiting'; readonly host: string; readonly load: () => void }
  | { readonly status: 'shown' }

/**
 * The rule for all that is fetched to be shown. An address may carry what the model knows to whoever listens there,
 * so nothing is fetched until the user asks (T-48 to T-50). What came with the message itself is shown, and what is of
 * an origin that is allowed.
 * @param within - The addresses that hold all of it: `data:` of the kinds that may be shown.
 */
export function useRemoteMedia(src: string, within: RegExp): RemoteMedia {
  const [asked, setAsked] = useState<string>()
  const { allowedImageOrigins = [] } = use(MarkdownContext)
  if (within.test(src)) return { status: 'shown' }
  const host = hostOf(src)
  if (host === undefined) return { status: 'refused' }
  if (asked === src || isAllowed(src, allowedImageOrigins)) return { status: 'shown' }
  return { status: 'waiting', host, load: () => setAsked(src) }
}

/** The host that it would be fetched from; undefined for what is no address on the web. */
function hostOf(src: string): string | undefined {
  if (!URL.canParse(src)) return undefined
  const { protocol, host } = new URL(src)
  return protocol === 'https:' || protocol === 'http:' ? host : undefined
}

/** By the whole origin, scheme and port included: a name that begins alike is another's (T-48). */
function isAllowed(src: string, origins: readonly string[]): boolean {
  const { protocol, origin } = new URL(src)
  return protocol === 'https:' && origins.includes(origin)
}
