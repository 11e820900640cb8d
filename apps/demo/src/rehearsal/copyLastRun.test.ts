import { recordRuns } from '@millrace/core/recording'
import { replayRun, scriptedTransport } from '@millrace/core/testing'
import { expect, test } from 'vitest'
import { copyLastRun } from './copyLastRun.ts'

/** A page on which a question was asked, or none. */
async function page(isAsked: boolean) {
  const script = scriptedTransport()
  const recording = recordRuns(script.transport)
  if (isAsked) {
    const asked = recording.send(
      {
        chatId: 'c',
        runId: 'r',
        trigger: 'submit-message',
        messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Who is Ada?' }] }],
      },
      { signal: new AbortController().signal },
    )
    await script.accept({ type: 'start' })
    await (await asked).frames[Symbol.asyncIterator]().next()
  }
  return recording
}

test('copies the last run without what was said, and says how long it is', async () => {
  const copied: string[] = []
  const said = await copyLastRun(await page(true), async (text) => void copied.push(text))
  expect(said).toBe('Copied 4 lines.')
  const [copy = ''] = copied
  expect(copy).not.toContain('Ada')
  expect(replayRun(copy).messages[0]?.parts).toEqual([{ type: 'text', text: 'xxx xx xxx?' }])
})

test('says so where nothing was asked, or where the browser lets nothing be copied', async () => {
  const copied: string[] = []
  const write = async (text: string): Promise<void> => void copied.push(text)
  expect(await copyLastRun(await page(false), write)).toBe('Nothing was asked yet.')
  expect(copied).toEqual([])
  const refuse = async (): Promise<never> =>
    await Promise.reject(new DOMException('No.', 'NotAllowedError'))
  expect(await copyLastRun(await page(true), refuse)).toBe(
    'The browser lets nothing be copied here.',
  )
  // Nor is there a clipboard everywhere.
  expect(await copyLastRun(await page(true))).toBe('The browser lets nothing be copied here.')
})
