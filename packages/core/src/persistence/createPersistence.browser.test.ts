import { manualClock } from '@millrace/protocol/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { createPersistence } from './createPersistence.ts'
import { answer, question, runOf, waiting } from './fixtures/said.ts'
import type { Persistence } from './Persistence.ts'

interface Session {
  send(method: string, params: object): Promise<unknown>
}

const session = cdp() as unknown as Session
const text = (bytes: number, seed: number): string => {
  let out = ''
  let x = seed
  while (out.length < bytes) { x = (Math.imul(x, 1103515245) + 12345) >>> 0; out += x.toString(36) }
  return out
}

test('probe', async () => {
  const origin = location.origin
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3_000_000 })
  const reports: string[] = []
  const p = createPersistence({ user: 'probe', clock: manualClock(), onReport: (r) => void reports.push(r) })
  for (let i = 0; i < 40; i++) {
    await p.chat(`c${i}`).save([question(`q${i}`, text(200_000, i))])
    console.log(i, JSON.stringify(p.state.getState()), JSON.stringify(await navigator.storage.estimate()), reports.join('|'), (await p.records.keys('index:')).join())
  }
  await session.send('Storage.overrideQuotaForOrigin', { origin })
  await p.chat(`c9`).save([question(`q9`, 'x')])
  console.log(JSON.stringify(p.state.getState()), JSON.stringify(await navigator.storage.estimate()))
  await p.signOut()
  console.log(JSON.stringify(await indexedDB.databases()))
})
