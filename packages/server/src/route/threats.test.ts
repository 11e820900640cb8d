import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serve, serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import { createChatRoute } from './createChatRoute.ts'

type Bytes = string | Uint8Array

/** A provider that sends these bytes, a write each, and the route before it, over real sockets. */
async function behind(
  writes: readonly Bytes[] | ((write: (bytes: Bytes) => Promise<void>) => Promise<void>),
) {
  const url = await serve((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const write = (bytes: Bytes): Promise<void> =>
      new Promise((resolve) => {
        if (response.destroyed || response.write(bytes)) setImmediate(resolve)
        else response.once('drain', resolve).once('close', resolve)
      })
    const all = async (): Promise<void> => {
      if (typeof writes === 'function') await writes(write)
      else for (const bytes of writes) await write(bytes)
      response.end()
    }
    void all()
  })
  const provider = openaiCompatible({ baseURL: `${url}/v1`, model: 'm', apiKey: 'sk-test' })
  const logger = recordingLogger()
  const route = createChatRoute({ providers: [provider], logger, retry: false, canned: false })
  return { api: await serveRoute(route), logger }
}

async function answerOf(writes: Parameters<typeof behind>[0]) {
  const { api, logger } = await behind(writes)
  const response = await ask(api)
  const body = await response.text()
  return { body, logger, answer: await readAnswer(new Response(body)) }
}

function delta(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
}

const finish = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
const done = 'data: [DONE]\n\n'

describe('what a model writes', () => {
  test('stays inside of its event, whatever lines it breaks (T-01)', async () => {
    const hostile = 'x\n\nevent: admin\ndata: {"type":"error"}\r\rid: 999\n\n: \u2028\0'
    const { body, answer } = await answerOf([delta(hostile), finish, done])
    expect(answer.text).toBe(hostile)
    // Every line of the body is one that we wrote.
    for (const line of body.split('\n'))
      expect(line).toMatch(/^(id: \d+|data: (\{[^\r\n]*\}|\[DONE\])|)$/)
    expect(answer.numbers).toEqual(answer.numbers.map((_, index) => index))
  })

  test('arrives whole when its characters are cut between two events (T-08)', async () => {
    const halves = [
      'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n',
      'data: {"choices":[{"delta":{"content":"\\ude00!"}}]}\n\n',
    ]
    const { answer } = await answerOf([...halves, finish, done])
    expect(answer.text).toBe('😀!')
    expect(JSON.stringify(answer.chunks)).not.toMatch(/\\ud[89a-f]/i)
  })

  test('of 2 MB in one event is refused, and what came before is kept (T-05)', async () => {
    const { answer } = await answerOf([delta('Kept.'), delta('x'.repeat(2_000_000)), finish, done])
    expect(answer.text).toBe('Kept.')
    expect(answer.error?.code).toBe('too_large')
  })

  test('of 500 KB in one event arrives whole (T-05)', async () => {
    const { answer } = await answerOf([delta('x'.repeat(500_000)), finish, done])
    expect(answer.text).toHaveLength(500_000)
    expect(answer.error).toBeUndefined()
  })

  test('in 20,000 pieces arrives in order, gathered by the read (T-07)', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, n) => delta(`${n} `)).join('')
    const { answer } = await answerOf([pieces, finish, done])
    expect(answer.text).toBe(Array.from({ length: 20_000 }, (_, n) => `${n} `).join(''))
    expect(answer.types.filter((type) => type === 'text-delta').length).toBeLessThan(200)
  })
})

describe('bytes of a provider', () => {
  const whole = [delta('Grüße, 流式 '), delta('👩‍💻!'), finish, done].join('')

  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('with lines that end in %s are read alike at every cut (T-02)', async (_, end) => {
    const bytes = Buffer.from(whole.replaceAll('\n', end))
    for (let at = 1; at < bytes.length; at += 7) {
      const { answer } = await answerOf([bytes.subarray(0, at), bytes.subarray(at)])
      expect(answer.text).toBe('Grüße, 流式 👩‍💻!')
      expect(answer.facts.finishReason).toBe('stop')
    }
  })

  test('with a byte order mark, NUL and broken UTF-8 are read as the standard says (T-03)', async () => {
    const broken = Buffer.concat([
      Buffer.from('\ufeffdata: {"choices":[{"delta":{"content":"a'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\\u0000b"}}]}\n\n'),
    ])
    const { answer } = await answerOf([broken, finish, done])
    expect(answer.text).toBe('a\ufffd\ufffd\0b')
  })

  test('with ids, names and pauses of their own lend ours none (T-06)', async () => {
    const { answer, body } = await answerOf([
      `retry: 0\nid: 999\nevent: admin\n${delta('Hello')}`,
      'retry: 99999999999\n\n',
      finish,
      done,
    ])
    expect(answer.text).toBe('Hello')
    expect(body).not.toMatch(/^(retry|event):|^id: 999/m)
    expect(body).not.toContain('99999999999')
    expect(answer.numbers).toEqual(answer.numbers.map((_, index) => index))
  })

  test('without a line end are not gathered for ever: memory stays flat (T-04)', async () => {
    const block = 'x'.repeat(65_536)
    let written = 0
    const before = process.memoryUsage().rss
    let most = 0
    const { answer } = await answerOf(async (write) => {
      await write(delta('Kept.'))
      await write('data: ')
      // 100 MB, if anybody takes them.
      for (let n = 0; n < 1600 && written < 100_000_000; n++) {
        await write(block)
        written += block.length
        most = Math.max(most, process.memoryUsage().rss - before)
      }
    })
    expect(answer.text).toBe('Kept.')
    expect(answer.error?.code).toBe('too_large')
    expect(most).toBeLessThan(200_000_000)
  })

  test('that are no JSON end the answer with one clear error, the text kept (T-09)', async () => {
    const { answer, body } = await answerOf([
      delta('Kept.'),
      'data: {oops\n\n',
      delta('Late.'),
      finish,
      done,
    ])
    expect(answer.text).toBe('Kept.')
    expect(answer.error).toMatchObject({ code: 'bad_event', retryable: true })
    expect(body).not.toContain('oops')
  })

  test('after the end are not the answer’s (T-17)', async () => {
    const { answer } = await answerOf([
      delta('Whole.'),
      finish,
      done,
      delta('More.'),
      'data: {oops\n\n',
    ])
    expect(answer.text).toBe('Whole.')
    expect(answer.error).toBeUndefined()
    expect(answer.types.filter((type) => type === 'finish')).toHaveLength(1)
  })

  test('that end without a word of it are an interrupted answer, never a finished one (T-16)', async () => {
    const { answer } = await answerOf([delta('Half an ans')])
    expect(answer.text).toBe('Half an ans')
    expect(answer.facts.status).toBe('interrupted')
    expect(answer.types).not.toContain('finish')
  })
})

test.each(['html', 'html-502'])(
  'a page in place of an answer (%s) is not read as one (T-10)',
  async (fault) => {
    const { baseURL } = await startSimulator()
    const provider = openaiCompatible({ baseURL, model: `gpt-4o-mini+${fault}`, apiKey: 'sk-test' })
    const route = createChatRoute({
      providers: [provider],
      logger: recordingLogger(),
      retry: false,
      canned: false,
    })
    const body = await (await ask(await serveRoute(route))).text()
    expect(body).not.toMatch(/<html|<!doctype/i)
    const { error, text } = await readAnswer(new Response(body))
    expect(['not_a_stream', 'server_error']).toContain(error?.code)
    expect(text).toBe('')
  },
)

test('an answer to anybody says not to buffer, compress or keep it (T-11)', async () => {
  const { api } = await behind([delta('Hi'), finish, done])
  const { headers } = await ask(api)
  expect(headers.get('cache-control')).toBe('no-cache, no-transform')
  expect(headers.get('x-accel-buffering')).toBe('no')
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
})
