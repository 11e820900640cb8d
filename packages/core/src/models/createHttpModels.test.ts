import { describe, expect, test } from 'vitest'
import { createHttpModels } from './createHttpModels.ts'
import { readModels } from './readModels.ts'

const { signal } = new AbortController()

test('the models of a route are asked for beside its chats', async () => {
  const asked: string[] = []
  const source = createHttpModels({
    api: 'https://app.example/api/chat/?tenant=a',
    headers: { authorization: 'Bearer x' },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers)
      asked.push(`${init?.method} ${url as string} ${headers.get('authorization')}`)
      return Promise.resolve(
        Response.json({ models: [{ id: 'fast' }, { id: 'deep' }], default: 'fast' }),
      )
    },
  })
  expect(await source.load({ signal })).toEqual({
    models: [{ id: 'fast' }, { id: 'deep' }],
    default: 'fast',
  })
  expect(asked).toEqual(['GET https://app.example/api/chat/models?tenant=a Bearer x'])
})

test('a route that refuses says why', async () => {
  const source = createHttpModels({
    fetch: () => Promise.resolve(new Response('', { status: 401 })),
  })
  await expect(source.load({ signal })).rejects.toMatchObject({ code: 'auth' })
})

describe('a list that is hostile (T-53)', () => {
  test('keeps what can be used of it', () => {
    const body = {
      models: [
        { id: 'a', provider: 'p', model: 'm', contextWindow: 128_000, images: true, more: 1 },
        { id: 'a', provider: 'again' },
        { id: '' },
        { id: 'x'.repeat(129) },
        { id: 7 },
        null,
        'b',
        { id: 'c', provider: {}, model: 3, contextWindow: -1, images: 'yes' },
        { id: 'd', contextWindow: '1e9' },
      ],
      default: 'nowhere',
    }
    expect(readModels(body)).toEqual({
      models: [
        { id: 'a', provider: 'p', model: 'm', contextWindow: 128_000, images: true },
        { id: 'c' },
        { id: 'd' },
      ],
    })
  })

  test('is cut where it is longer than anybody chooses from', () => {
    const models = Array.from({ length: 10_000 }, (_, at) => ({ id: `m${at}` }))
    expect(readModels({ models }).models).toHaveLength(200)
  })

  test.each([null, [], 'x', {}, { models: 'x' }])('%j is none', (body) => {
    expect(() => readModels(body)).toThrow(expect.objectContaining({ code: 'bad_event' }))
  })
})
