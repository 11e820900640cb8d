import {
  type CountFile,
  type ImageRule,
  type ImageSize,
  imageTokens,
  type TokenCounter,
} from '@millrace/protocol'
import { imageSize } from 'image-size'
import { base64Of } from '../provider/base64Of.ts'

/** A page of a document, as text and as a picture: the upper end of what vendors name. */
const tokensPerPage = 3000
/** OpenAI counts a token per 100 ms of what it hears. */
const tokensPerSecond = 10
/** The least that a second of speech takes in a compressed file. */
const bytesPerSecond = 2000
/** The size of an image stands in its first bytes, behind what cameras and editors write about it. */
const headBytes = 262_143 // whole groups of base64: three bytes each

/**
 * Counts files that came with a message: images by their size and the rule of the model's vendor, documents by
 * their pages, audio by its length, text by its words. One that is only named by a URL is not fetched: an image
 * is as large as one can be then.
 */
export function countFiles(rule: ImageRule | undefined, counter: TokenCounter): CountFile {
  return (part) => {
    const { mediaType } = part
    const inline = base64Of(part.url)
    if (mediaType.startsWith('image/')) {
      return imageTokens(inline === undefined ? undefined : sizeOf(inline), rule)
    }
    if (inline === undefined) return tokensPerPage
    if (mediaType === 'application/pdf') return tokensPerPage * pagesOf(inline)
    if (mediaType.startsWith('audio/')) {
      return Math.ceil((byteLength(inline) / bytesPerSecond) * tokensPerSecond)
    }
    if (isText(mediaType)) return counter.count(new TextDecoder().decode(bytesOf(inline)))
    return Math.ceil(byteLength(inline) / 3)
  }
}

/** Undefined for what is no image, whatever it says of itself. */
function sizeOf(base64: string): ImageSize | undefined {
  try {
    return imageSize(bytesOf(base64.slice(0, (headBytes / 3) * 4)))
  } catch {
    return undefined
  }
}

/** Pages are named in the file unless it is compressed whole: then 50 KB make a page. */
function pagesOf(base64: string): number {
  const named = latin1(base64).match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0
  return Math.max(1, named, named === 0 ? Math.ceil(byteLength(base64) / 51_200) : 0)
}

function isText(mediaType: string): boolean {
  return /^text\/|[/+](json|xml|yaml|javascript|x-sh|csv)\b/.test(mediaType)
}

function byteLength(base64: string): number {
  return Math.floor((base64.length * 3) / 4)
}

function bytesOf(base64: string): Uint8Array {
  const binary = latin1(base64)
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function latin1(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}
