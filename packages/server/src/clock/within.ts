import { type Cancel, ChatError, type Clock } from '@millrace/protocol'

/**
 * What comes of work, if it comes in time. What comes later is dropped.
 * @throws {ChatError} `timeout` after `ms` milliseconds.
 */
export async function within<Result>(
  clock: Clock,
  ms: number,
  work: Result | PromiseLike<Result>,
  what: string,
): Promise<Awaited<Result>> {
  let cancel: Cancel | undefined
  const late = new Promise<never>((_, reject) => {
    cancel = clock.schedule(
      () => reject(new ChatError('timeout', `${what} took longer than ${ms} ms.`)),
      ms,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel?.()
  }
}
