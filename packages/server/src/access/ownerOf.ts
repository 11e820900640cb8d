import { ChatError } from '@millrace/protocol'

/** Who asks, as the application knows it. */
export interface Identity {
  readonly user?: string
  readonly tenant?: string
  readonly feature?: string
}

/** Tells who asks, from the application's own session. `undefined` or a throw: nobody that may. */
export type Identify = (request: Request) => Identity | undefined | Promise<Identity | undefined>

/**
 * The owner of whatever this request begins. Without `identify` everybody is one.
 * @throws {ChatError} `auth` (401) when `identify` knows nobody; what it threw is the cause.
 */
export async function ownerOf(request: Request, identify: Identify | undefined): Promise<string> {
  if (identify === undefined) return '[]'
  let identity: Identity | undefined
  try {
    identity = await identify(request)
  } catch (cause) {
    throw nobody(cause)
  }
  if (identity === undefined || identity === null) {
    throw nobody()
  }
  return JSON.stringify([identity.tenant ?? null, identity.user ?? null])
}

function nobody(cause?: unknown): ChatError {
  return new ChatError('auth', 'Please sign in to use this chat.', { status: 401, cause })
}
