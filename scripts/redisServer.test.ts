import { createClient } from 'redis'
import { expect, inject, test } from 'vitest'

test('Redis keeps a stream whose entries are numbered by us, and refuses a number twice', async () => {
  const client = createClient({ url: inject('redisUrl') })
  await client.connect()
  try {
    await client.xAdd('numbers', '1-0', { chunk: 'zero' })
    await client.xAdd('numbers', '2-0', { chunk: 'one' })
    await expect(client.xAdd('numbers', '2-0', { chunk: 'again' })).rejects.toThrow(
      /equal or smaller/,
    )
    expect(await client.xRange('numbers', '(1-0', '+')).toEqual([
      { id: '2-0', message: { chunk: 'one' } },
    ])
  } finally {
    client.destroy()
  }
})
