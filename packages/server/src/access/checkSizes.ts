import { tooLarge } from './badRequest.ts'
import { inlineData } from './inlineData.ts'
import type { BodyLimits } from './readMessage.ts'

/**
 * Holds a body that may bring attachments to both of its limits: what files hold to one, everything else to the other.
 * Without attachments it was held to the one when it was read.
 * @throws {ChatError} `too_large` (413).
 */
export function checkSizes(
  body: Readonly<Record<string, unknown>>,
  { bodyBytes, attachments }: BodyLimits,
): void {
  if (attachments === undefined) return
  let data = 0
  const withoutData = (message: unknown): unknown => {
    const parts = partsOf(message)
    if (parts === undefined) return message
    return {
      ...(message as object),
      parts: parts.map((part) => {
        const url = inlineData(part)
        if (url === undefined) return part
        data += bytesOf(url)
        return { ...(part as object), url: '' }
      }),
    }
  }
  const { message, messages } = body
  const text = JSON.stringify({
    ...body,
    message: withoutData(message),
    messages: Array.isArray(messages) ? messages.map(withoutData) : messages,
  })
  if (data > attachments.totalBytes) {
    throw tooLarge(`The attachments are larger than ${attachments.totalBytes} bytes together.`)
  }
  if (bodyBytes !== undefined && bytesOf(text) > bodyBytes) {
    throw tooLarge(`The request is larger than ${bodyBytes} bytes, its attachments aside.`)
  }
}

function partsOf(message: unknown): readonly unknown[] | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { parts } = message as { readonly parts?: unknown }
  return Array.isArray(parts) ? parts : undefined
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
