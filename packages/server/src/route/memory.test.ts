import { expect, test } from 'vitest'
import { question } from '../fixtures/ask.ts'
import { collectGarbage } from '../fixtures/collectGarbage.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import type { Provider } from '../provider/Provider.ts'
import { createChatRoute } from './createChatRoute.ts'

test('an answer that is kept keeps nothing of its question', async () => {
  const prompts: WeakRef<object>[] = []
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream(request) {
      prompts.push(new WeakRef(request.prompt))
      yield [{ type: 'text', text: 'Here.' }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const route = createChatRoute({ providers: [provider], logger: recordingLogger() })
  const request = question('http://localhost/api/chat', { runId: 'run-1' })
  expect((await readAnswer(await route(request))).text).toBe('Here.')
  expect(prompts).toHaveLength(1)
  await expect
    .poll(() => {
      collectGarbage()
      return prompts[0]?.deref() === undefined
    })
    .toBe(true)
  // While the answer itself is still there.
  const again = await route(question('http://localhost/api/chat', { runId: 'run-1' }))
  expect((await readAnswer(again)).text).toBe('Here.')
})
