import { ChatError } from '@millrace/protocol'
import { createSigner, type Signer } from '../tools/createSigner.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import type { Logger } from './Logger.ts'

/**
 * Signs what clients have to bring back.
 * @throws {ChatError} `invalid_request` in production without a secret, or with one that can be guessed.
 */
export function signerFor(
  secret: ChatRouteOptions['secret'],
  isProduction: boolean,
  logger: Logger,
): Signer {
  if (secret !== undefined) return createSigner(typeof secret === 'string' ? [secret] : secret)
  if (isProduction) {
    throw new ChatError(
      'invalid_request',
      'createChatRoute needs secret or history in production: it cannot tell what its tools gave from what a client made up.',
    )
  }
  logger.warn({
    event: 'no-secret',
    message:
      'Approvals and outputs of tools are forgotten with this process. Set secret or history.',
  })
  return createSigner(undefined)
}
