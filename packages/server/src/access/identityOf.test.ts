import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { type Identify, identityOf } from './identityOf.ts'

const request = new Request('https://chat.example/api/chat')

/** Who it is when `identify` gives this, whatever its type says. */
function given(identity: unknown) {
  return identityOf(request, (() => identity) as Identify)
}

test('without identify everybody is one', async () => {
  expect(await identityOf(request, undefined)).toEqual({ owner: '[]', who: {} })
})

test('users of two tenants are two, and what they use the chat for makes no third', async () => {
  const ada = await given({ user: 'ada', tenant: 'one', feature: 'help' })
  expect(ada).toEqual({
    owner: '["one","ada"]',
    who: { user: 'ada', tenant: 'one', feature: 'help' },
  })
  expect((await given({ user: 'ada', tenant: 'two' })).owner).not.toBe(ada.owner)
  expect((await given({ user: 'ada', tenant: 'one', feature: 'search' })).owner).toBe(ada.owner)
  // No two of them can be spelled so that they meet.
  expect((await given({ user: 'one","ada' })).owner).not.toBe(ada.owner)
})

test.each([undefined, null])('%s is nobody that may', async (nobody) => {
  await expect(given(nobody)).rejects.toMatchObject({ code: 'auth', status: 401 })
})

describe('a name that identify gives', () => {
  const tags = [
    '',
    'a b',
    'a\r\nset-cookie: x=1',
    'a\n',
    'ä',
    'a/b',
    'a'.repeat(65),
    '\u202e',
    7,
    {},
  ]
  const users = ['', 'ada\r\nx: y', 'ada\0', '\u0085', '\u007f', 'a'.repeat(257), 7, ['ada'], {}]

  test.each([
    ...tags.map((value) => ['tenant', value] as const),
    ...tags.map((value) => ['feature', value] as const),
    ...users.map((value) => ['user', value] as const),
  ])('is refused as %s where it is %j, and not repeated (T-66)', async (field, value) => {
    const refusal = await given({ [field]: value }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'invalid_request', status: 400 })
    const { message } = refusal as Error
    expect(message).toMatch(
      new RegExp(`^The ${field} that identify gives must be [^\\p{Cc}]+$`, 'u'),
    )
    if (typeof value === 'string' && value.length > 1) expect(message).not.toContain(value)
  })

  test.each([
    { tenant: 'Az0._:-', feature: 'a'.repeat(64) },
    { user: 'Ада Лавлейс 👩‍💻' },
    { user: 'a'.repeat(256) },
    { user: 'auth0|5f7c8ec7c33c6c004bbafe82' },
  ])('is taken as it is where it is %j (T-66)', async (identity) => {
    expect((await given(identity)).who).toEqual(identity)
  })

  test('may be left out in every way', async () => {
    for (const identity of [{}, { user: undefined }, { user: null, tenant: null }]) {
      expect(await given(identity)).toEqual({ owner: '[null,null]', who: {} })
    }
  })
})

describe('of what identify gives', () => {
  class Session {
    readonly admin = true
    readonly token = 'secret'
    readonly tenant = 'one'
    get user() {
      return 'ada'
    }
  }

  test.each([
    ['an object with more', { user: 'ada', tenant: 'one', role: 'admin', owner: '[]' }],
    ['a session of a class', new Session()],
    ['parsed JSON', JSON.parse('{"user":"ada","tenant":"one","__proto__":{"feature":"x"}}')],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { user: 'ada', tenant: 'one' }),
    ],
  ])('only the fields of an identity are taken: %s (T-70)', async (_, identity) => {
    const { who, owner } = await given(identity)
    expect(who).toEqual({ user: 'ada', tenant: 'one' })
    expect(Object.keys(who)).toEqual(['user', 'tenant'])
    expect(owner).toBe('["one","ada"]')
  })

  test.each([
    ['a Map', new Map([['user', 'ada']])],
    ['a list', ['ada']],
    ['headers', new Headers({ user: 'ada' })],
    ['a user by another name', { userId: 'ada' }],
    ['a text', 'ada'],
    ['true', true],
  ])(
    'nothing is taken for everybody: %s is nobody, and the log says why (T-70)',
    async (_, identity) => {
      await expect(given(identity)).rejects.toMatchObject({
        code: 'auth',
        status: 401,
        cause: new TypeError('identify must give an object with user, tenant or feature.'),
      })
    },
  )

  test('a field that throws makes it nobody', async () => {
    const identity = {
      get user(): string {
        throw new Error('The session is over.')
      },
    }
    await expect(given(identity)).rejects.toMatchObject({ code: 'auth', status: 401 })
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a user called %s is a user like any other (T-70)',
    async (user) => {
      const { owner, who } = await given({ user })
      expect(owner).toBe(JSON.stringify([null, user]))
      expect(Object.entries(who)).toEqual([['user', user]])
      const chats = new Map([[owner, 1]])
      expect(chats.get((await given({ user })).owner)).toBe(1)
      expect(({} as Record<string, unknown>)['user']).toBeUndefined()
    },
  )
})

/** What proxies and pages like to say of who asks. */
const claims = (who: string) => ({
  'x-forwarded-for': `198.51.100.${who.length}`,
  'x-real-ip': `198.51.100.${who.length}`,
  forwarded: `for=${who};host=${who}.example`,
  'x-user-id': who,
  'x-user': who,
  'x-tenant': who,
  'x-forwarded-user': who,
  'remote-user': who,
  cookie: `session=${who}; user=${who}`,
})

describe('headers that say who asks', () => {
  test('are not even read (T-71)', async () => {
    const unread = new Proxy(request, {
      get: (_, key) => {
        throw new Error(`${String(key)} was read.`)
      },
    })
    expect(await identityOf(unread, undefined)).toEqual({ owner: '[]', who: {} })
    expect(await identityOf(unread, () => ({ user: 'ada' }))).toEqual({
      owner: '[null,"ada"]',
      who: { user: 'ada' },
    })
  })

  test.each([
    ['of one user are those of one user', { identify: () => ({ user: 'ada' }) }],
    ['change nothing where nobody is told apart', {}],
  ])('%s: another may follow the answer (T-71)', async (_, options) => {
    const provider = handFedProvider()
    const route = createChatRoute({ providers: [provider], logger: recordingLogger(), ...options })
    const api = await serveRoute(route)
    const response = await ask(api, { runId: 'run-1', headers: claims('mallory') })
    await provider.asked()
    const follows = await fetch(`${api}/chat-1/stream?run=run-1`, { headers: claims('ada') })
    expect(follows.status).toBe(200)
    provider.say('Hello.')
    provider.finish()
    expect((await readAnswer(follows)).text).toBe('Hello.')
    expect((await readAnswer(response)).text).toBe('Hello.')
  })

  test('of two users open nothing of the other (T-71)', async () => {
    const provider = handFedProvider()
    const identify: Identify = ({ headers }) => ({ user: headers.get('authorization') ?? 'none' })
    const route = createChatRoute({ providers: [provider], logger: recordingLogger(), identify })
    const api = await serveRoute(route)
    const asked = { runId: 'run-1', headers: { ...claims('ada'), authorization: 'ada' } }
    const response = await ask(api, asked)
    await provider.asked()
    const headers = { ...claims('ada'), authorization: 'mallory' }
    const follows = await fetch(`${api}/chat-1/stream?run=run-1`, { headers })
    expect(follows.status).toBe(404)
    await follows.text()
    provider.finish()
    await response.text()
  })
})
