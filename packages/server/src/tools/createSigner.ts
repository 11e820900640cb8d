import { ChatError } from '@millrace/protocol'
import { canonicalJson } from '../digest/canonicalJson.ts'
import { toHex } from '../digest/toHex.ts'

/** Where something was signed: it holds for no other owner and in no other conversation. */
export interface SignedPlace {
  readonly owner: string
  readonly chatId: string
}

/** What is signed: that an approval was asked for, or what a tool of ours gave. */
export type Signed =
  | {
      readonly kind: 'approval'
      readonly approvalId: string
      readonly toolCallId: string
      readonly toolName: string
      readonly input: unknown
    }
  | {
      readonly kind: 'output'
      readonly toolCallId: string
      readonly toolName: string
      readonly input: unknown
      readonly state: 'output-available' | 'output-error'
      readonly output: unknown
    }

/**
 * The word of the route on what a client brings back. Where the conversation is kept by the client, nothing else tells
 * what a tool gave from what somebody wrote in its place (T-93).
 */
export interface Signer {
  sign(place: SignedPlace, signed: Signed): Promise<string>
  holds(place: SignedPlace, signed: Signed, signature: unknown): Promise<boolean>
}

/** Shorter than this, a secret can be guessed. */
const leastCharacters = 16

/**
 * HMAC with SHA-256.
 * @param secrets - The first signs, all are believed: so a secret can be replaced while old conversations go on.
 *   undefined: one that this process makes up.
 * @throws {ChatError} `invalid_request` for a secret under 16 characters.
 */
export function createSigner(secrets: readonly string[] | undefined): Signer {
  if (secrets?.some((secret) => secret.length < leastCharacters) === true) {
    throw new ChatError('invalid_request', `secret must be ${leastCharacters} characters or more.`)
  }
  let keys: Promise<readonly CryptoKey[]> | undefined

  /** Made when something is signed: edge runtimes refuse that while a module is loaded. */
  async function keysNow(): Promise<readonly CryptoKey[]> {
    keys ??= Promise.all((secrets ?? [crypto.randomUUID()]).map(keyOf))
    return await keys
  }

  return {
    async sign(place, signed) {
      const [first] = await keysNow()
      if (first === undefined) throw new TypeError('There is no secret to sign with.')
      const bytes = await crypto.subtle.sign('HMAC', first, wordsOf(place, signed))
      return toHex(new Uint8Array(bytes))
    },
    async holds(place, signed, signature) {
      const bytes = fromHex(signature)
      if (bytes === undefined) return false
      const words = wordsOf(place, signed)
      for (const key of await keysNow()) {
        if (await crypto.subtle.verify('HMAC', key, bytes, words)) return true
      }
      return false
    },
  }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['sign', 'verify'])
}

function wordsOf({ owner, chatId }: SignedPlace, signed: Signed): Uint8Array<ArrayBuffer> {
  return utf8(canonicalJson(['millrace-1', owner, chatId, signed]))
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function fromHex(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string' || !/^[0-9a-f]{64}$/.test(text)) return undefined
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
