import { expect, test } from 'vitest'
import { parseCommandLine } from './parseCommandLine.ts'

const url = 'https://app.example/api/chat'

test('reads all that can be said', () => {
  const args = [
    url,
    '--header',
    'Cookie: session=1; theme=dark',
    '--header=authorization:Bearer x',
    '--origin',
    'https://app.example',
    '--model',
    'fast',
    '--question',
    'Hello?',
    '--secret-env',
    'A',
    '--secret-env',
    'B',
    '--timeout',
    '1.5',
    '--json',
  ]
  expect(parseCommandLine(args, { A: 'long enough', B: 'long enough too' })).toEqual({
    type: 'examine',
    url,
    json: true,
    options: {
      headers: { cookie: 'session=1; theme=dark', authorization: 'Bearer x' },
      origin: 'https://app.example',
      model: 'fast',
      question: 'Hello?',
      secrets: [
        { name: 'A', value: 'long enough' },
        { name: 'B', value: 'long enough too' },
      ],
      timeoutMs: 1500,
    },
  })
})

test('needs no more than an address', () => {
  expect(parseCommandLine([url], {})).toEqual({
    type: 'examine',
    url,
    json: false,
    options: { headers: {}, secrets: [] },
  })
})

test.each([
  ['--help', 'help'],
  ['--version', 'version'],
])('%s needs no address', (option, type) => {
  expect(parseCommandLine([option], {})).toEqual({ type })
})

test.each<[readonly string[], RegExp]>([
  [[], /Name the address of the route\./],
  [[url, url], /Name one address\./],
  [['app.example/api'], /has to be a whole one/],
  [['file:///etc/passwd'], /begin with http/],
  [['http://me:hunter22@a.example'], /has a name or password in it/],
  [[url, '--nonsense'], /--nonsense/],
  [[url, '--timeout', '0'], /not 0\./],
  [[url, '--timeout', '1e9'], /not 1e9\./],
  [[url, '--timeout', '3601'], /not 3601\./],
  [[url, '--origin', 'app.example'], /https:\/\/app\.example\./],
  [[url, '--origin', 'https://app.example/'], /as browsers send it/],
  [[url, '--question', ' '], /The question is empty/],
  [[url, '--header', 'hunter22'], /'name: value'/],
  [[url, '--header', 'a: hunter22\u0001'], /cannot be sent/],
  [[url, '--header', 'a: hunter22\r\nb: c'], /'name: value'/],
  [[url, '--secret-env', 'NOT_THERE'], /no variable NOT_THERE\./],
  [[url, '--secret-env', 'toString'], /no variable toString\./],
  [[url, '--secret-env', 'SHORT'], /The value of SHORT has fewer than 8 characters/],
])('says of %j what is wrong, and repeats no secret (T-66, T-67)', (args, message) => {
  const command = parseCommandLine(args, { SHORT: 'hunter2' })
  expect(command).toEqual({ type: 'wrong', message: expect.stringMatching(message) })
  expect(JSON.stringify(command)).not.toContain('hunter2')
})
