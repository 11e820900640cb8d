import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { isPublicUrl } from './publicUrl.ts'

const refused = [
  // Not by https.
  'http://files.example/x.png',
  'ftp://files.example/x.png',
  'file:///etc/passwd',
  'blob:https://files.example/x',
  'gopher://files.example',
  'javascript:alert(1)',
  'data:image/png;base64,AA==',
  '//files.example/x.png',
  'files.example/x.png',
  '',
  // Addresses, in every spelling.
  'https://127.0.0.1/',
  'https://127.1/',
  'https://0x7f.1/',
  'https://0x7f000001/',
  'https://2130706433/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://127.0.0.1./',
  'https://127。0。0。1/',
  'https://①②⑦.⓪.⓪.①/',
  'https://%31%32%37.0.0.1/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://8.8.8.8/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fe80::1%25eth0]/',
  'https://files.0x1/',
  // Names within a network.
  'https://localhost/',
  'https://localhost./',
  'https://localhost../',
  'https://LOCALHOST:8080/',
  'https://%6c%6fcalhost/',
  'https://ｌocalhost/',
  'https://a.localhost/',
  'https://a.localhost./',
  'https://localhost.localdomain/',
  'https://intranet/',
  'https://ollama:11434/',
  'https://printer.local/',
  'https://printer.LOCAL./',
  'https://nas.home.arpa/',
  'https://1.0.0.127.in-addr.arpa/',
  'https://router.lan/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://metadata.google.internal./',
  'https://host.docker.internal/',
  'https://kubernetes.default.svc/',
  'https://redis.default.svc.cluster.local/',
  // Credentials, and what is not read alike by all.
  'https://user@files.example/',
  'https://user:password@files.example/',
  'https://:password@files.example/',
  'https://files.example@127.0.0.1/',
  'https://files.example\\@127.0.0.1/',
  'https:\\\\files.example/',
  'https:files.example/x.png',
  'https:/files.example/x.png',
  'https:///files.example/x.png',
  'https://files.example\n.evil.example/',
  'https://files.exa\tmple/',
  ' https://files.example/x.png',
  'https://a..b/',
  'https://.files.example/',
  'https://',
]

test.each(refused)('%j is not handed on (T-65)', (url) => {
  expect(isPublicUrl(url)).toBe(false)
})

test.each([
  'https://files.example/x.png',
  'HTTPS://Files.Example/x.png',
  'https://files.example:8443/x.png?size=2&at=user@host#top',
  'https://files.example./x.png',
  'https://1.files.example/',
  'https://127.0.0.1.files.example/',
  'https://localhost.files.example/',
  'https://bücher.example/',
  'https://files.xn--p1ai/',
  'https://a_b.files.example/',
])('%j is (T-65)', (url) => {
  expect(isPublicUrl(url)).toBe(true)
})

describe('a file that a client sends', () => {
  async function setUp() {
    const { simulator, baseURL } = await startSimulator({ answer: () => 'A cat.' })
    const provider = openaiCompatible({ baseURL, model: 'gpt-4o', apiKey: 'sk-test' })
    const route = createChatRoute({ providers: [provider], logger: recordingLogger() })
    return { api: await serveRoute(route), simulator }
  }

  function showing(url: string): { readonly more: object } {
    const parts = [
      { type: 'text', text: 'What is this?' },
      { type: 'file', mediaType: 'image/png', url },
    ]
    return { more: { messages: [{ id: 'question-1', role: 'user', parts }] } }
  }

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/x.png',
    'https://metadata.google.internal/',
    'file:///etc/passwd',
    'data://[not-a-host',
  ])(
    'by %s is refused with 400 that names the part, and the model is not asked (T-65)',
    async (url) => {
      const { api, simulator } = await setUp()
      const response = await ask(api, showing(url))
      const text = await response.text()
      expect(response.status).toBe(400)
      expect(text).toContain('messages[0].parts[1].url')
      expect(text).not.toContain(url)
      expect(simulator.requests).toEqual([])
    },
  )

  test.each(['https://files.example/x.png', 'data:image/png;base64,AA=='])(
    'by %s goes on as it is (T-65)',
    async (url) => {
      const { api, simulator } = await setUp()
      expect((await readAnswer(await ask(api, showing(url)))).text).toBe('A cat.')
      const [request] = simulator.requests
      expect(request?.body).toMatchObject({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url } },
            ],
          },
        ],
      })
    },
  )
})
