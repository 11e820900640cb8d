import { type Cancel, ChatError, type Clock } from '@millrace/protocol'

/**
 * What comes of work, if it comes in time. What comes later is dropped; what had come while this process was busy with
 * other things is not late.
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
    const giveUp = (): void =>
      reject(new ChatError('timeout', `${what} took longer than ${ms} ms.`))
    cancel = clock.schedule(() => (cancel = clock.schedule(giveUp, 0)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel?.()
  }
}
