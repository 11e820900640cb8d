import type { Clock } from '@millrace/protocol'
import { factoryHere } from './openDatabase.ts'

export interface DeleteOptions {
  readonly name: string
  readonly clock: Clock
  readonly onReport: (reason: string) => void
}

/** So long it is waited for tabs that hold it open, in milliseconds. It is deleted once they are gone. */
const patienceMs = 3000

/** Deletes a database; one that is not there is as good. Resolves to whether it is gone: the rest is reported. */
export function deleteDatabase({ name, clock, onReport }: DeleteOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const request = attempt(name)
    if (request === undefined) {
      resolve(true)
      return
    }
    const fail = (reason: string): void => {
      onReport(`${name} is not deleted: ${reason}`)
      resolve(false)
    }
    const cancel = clock.schedule(() => fail('another tab holds it open'), patienceMs)
    request.addEventListener('success', () => {
      cancel()
      resolve(true)
    })
    request.addEventListener('error', (event) => {
      event.preventDefault()
      cancel()
      fail(request.error?.message ?? 'nobody says why')
    })
  })
}

function attempt(name: string): IDBOpenDBRequest | undefined {
  try {
    return factoryHere()?.deleteDatabase(name)
  } catch {
    return undefined
  }
}
