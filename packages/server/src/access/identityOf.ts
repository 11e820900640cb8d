import { ChatError } from '@millrace/protocol'
import { invalid } from './badRequest.ts'

/** Who asks, as the application knows it. */
export interface Identity {
  /** 1 to 256 characters, none of them a control character. */
  readonly user?: string
  /** 1 to 64 letters of the Latin alphabet, digits, and `.`, `_`, `:`, `-`. */
  readonly tenant?: string
  /** As `tenant`. */
  readonly feature?: string
}

/** Tells who asks, from the application's own session. `undefined` or a throw: nobody that may. */
export type Identify = (request: Request) => Identity | undefined | Promise<Identity | undefined>

/** Who asks, and the name under which what they begin is kept: the same for all that one user of a tenant does. */
export interface Known {
  readonly owner: string
  readonly who: Identity
}

/**
 * Who this request is of, by `identify` alone: no header is believed (T-71). Without it everybody is one. Of what it
 * gives, only the fields of an `Identity` are taken (T-70).
 * @throws {ChatError} `auth` (401) when `identify` knows nobody, with what it threw as cause; `invalid_request` (400)
 *   naming a field that cannot go into headers, logs and measurements as it is (T-66).
 */
export async function identityOf(request: Request, identify: Identify | undefined): Promise<Known> {
  if (identify === undefined) return { owner: '[]', who: {} }
  let given: Given
  try {
    given = fieldsOf(await identify(request))
  } catch (cause) {
    throw nobody(cause)
  }
  if (given === undefined) throw nobody()
  const user = read('user', given.user)
  const tenant = read('tenant', given.tenant)
  const feature = read('feature', given.feature)
  return {
    owner: JSON.stringify([tenant ?? null, user ?? null]),
    who: {
      ...(user === undefined ? {} : { user }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(feature === undefined ? {} : { feature }),
    },
  }
}

type Given = Readonly<Record<keyof Identity, unknown>> | undefined

/** @throws {TypeError} for what is no identity: taken for one without fields, it would make all users one. */
function fieldsOf(identity: unknown): Given {
  if (identity === undefined || identity === null) return undefined
  if (typeof identity !== 'object') throw noIdentity()
  const none = !('user' in identity || 'tenant' in identity || 'feature' in identity)
  if (none && (Symbol.iterator in identity || Object.keys(identity).length > 0)) throw noIdentity()
  const { user, tenant, feature } = identity as Partial<Record<keyof Identity, unknown>>
  return { user, tenant, feature }
}

function noIdentity(): TypeError {
  return new TypeError('identify must give an object with user, tenant or feature.')
}

const tag = {
  pattern: /^[\w.:-]{1,64}$/,
  rule: '1 to 64 letters, digits, dots, colons, hyphens and underscores',
}
const rules = {
  user: {
    pattern: /^[^\p{Cc}\p{Cs}]{1,256}$/u,
    rule: '1 to 256 characters, none of them a control',
  },
  tenant: tag,
  feature: tag,
}

function read(field: keyof Identity, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const { pattern, rule } = rules[field]
  if (typeof value === 'string' && pattern.test(value)) return value
  throw invalid(`The ${field} that identify gives must be a text of ${rule}.`)
}

function nobody(cause?: unknown): ChatError {
  return new ChatError('auth', 'Please sign in to use this chat.', { status: 401, cause })
}
