import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { between } from './fixtures/between.ts'
import { closedAddress } from './fixtures/serve.ts'
import { serveRoute } from './fixtures/serveRoute.ts'

const cli = join(import.meta.dirname, 'cli.ts')
const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
) as { readonly version: string }

interface Ended {
  readonly code: unknown
  readonly output: string
  readonly error: string
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@millrace/source', cli, ...args], { env })
  const texts = Promise.all([readText(child.stdout), readText(child.stderr)])
  const [code] = (await once(child, 'close')) as unknown[]
  const [output, error] = await texts
  return { code, output, error }
}

test('ends with 0 where nothing failed, and says before that it asks and afterwards how often', async () => {
  const { api } = await serveRoute({ simulator: { pacing: { tokenMs: 40, jitter: 0 } } })
  const { code, output, error } = await run([api])
  expect({ code, error }, output).toEqual({ code: 0, error: '' })
  const lines = output.split('\n')
  expect(lines[0]).toBe(
    `Asks ${new URL(api).host} up to three small questions, which cost what they cost at its provider.`,
  )
  expect(lines.slice(2, 12).map((line) => line.split(/ +/, 2))).toEqual([
    ['ok', 'reachable'],
    ['ok', 'provider'],
    ['ok', 'headers'],
    ['ok', 'buffering'],
    ['ok', 'numbering'],
    ['ok', 'resume'],
    ['ok', 'stop'],
    ['skipped', 'cors'],
    ['ok', 'keys'],
    ['ok', 'clock'],
  ])
  expect(lines.at(-2)).toBe('0 failed, 0 to look at, 9 ok, 1 skipped. 3 questions were asked.')
})

test('ends with 0 where there is only something to look at', async () => {
  const { api } = await serveRoute()
  const warned = await between(api, {
    headers: (headers) => headers.set('cache-control', 'no-cache'),
  })
  const { code, output } = await run([warned])
  expect(code, output).toBe(0)
  expect(output).toMatch(/^warning {2}headers {4}cache-control has no no-transform\.\n {20}Send /m)
})

test('ends with 1 where something failed, and says what to do', async () => {
  const { api } = await serveRoute({ providers: ['gpt-4o-mini+401'] })
  const { code, output, error } = await run([api])
  expect({ code, error }).toEqual({ code: 1, error: '' })
  expect(output).toMatch(
    /^FAILED {3}provider {3}The provider refused the key of the route\. .*\n {20}See whether/m,
  )
  expect(output).toMatch(/ 1 question was asked\.\n$/)
})

test('ends with 1 where nobody listens', async () => {
  const { code, output } = await run([await closedAddress()])
  expect(code).toBe(1)
  expect(output).toMatch(/^FAILED {3}reachable {2}Nobody listens at /m)
})

test('gives JSON alone on its output with --json', async () => {
  const { api } = await serveRoute({ route: { origins: ['https://app.example'] } })
  const { code, output, error } = await run([api, '--json', '--origin', 'https://app.example'])
  expect(code, output).toBe(0)
  expect(error).toMatch(/^Asks .* up to four small questions/)
  expect(JSON.parse(output)).toMatchObject({
    url: api,
    ok: true,
    questions: 4,
    checks: expect.arrayContaining([{ id: 'cors', result: 'ok', seen: expect.any(String) }]),
  })
})

test('sends headers, and prints neither them nor the value of a variable (T-67)', async () => {
  const { api } = await serveRoute({
    route: {
      identify: (request) =>
        request.headers.get('x-session') === 'abcdef-123456' ? { user: 'u' } : undefined,
    },
  })
  const leaking = await between(api, {
    headers: (headers) => headers.set('content-encoding', 'canary-0123456789'),
    event: () => [],
  })
  const args = ['--header', 'x-session: abcdef-123456', '--secret-env', 'CANARY']
  const env = { CANARY: 'canary-0123456789' }
  expect((await run([api, ...args], env)).code).toBe(0)
  const { code, output, error } = await run([leaking, ...args], env)
  expect(code).toBe(1)
  expect(output).toContain('the value of CANARY in the headers of the first answer')
  expect(output + error).not.toMatch(/canary-0|abcdef/)
})

test.each([
  [['--help'], 0, /^millrace-doctor <url>: checks/, /^$/],
  [['--version'], 0, new RegExp(`^${version.replaceAll('.', '\\.')}\n$`), /^$/],
  [[], 2, /^$/, /^millrace-doctor: Name the address of the route\.\n\nmillrace-doctor </],
])('ends with %j as its arguments say', async (args, code, output, error) => {
  expect(await run(args)).toEqual({
    code,
    output: expect.stringMatching(output),
    error: expect.stringMatching(error),
  })
})
