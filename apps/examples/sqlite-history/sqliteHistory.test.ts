import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '@millrace/protocol'
import { historyContract } from '@millrace/server/testing'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { sqliteHistory } from './sqliteHistory.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-sqlite-'))
const open: ReturnType<typeof sqliteHistory>[] = []

/** Closed after the test. */
function opened(name: string): ReturnType<typeof sqliteHistory> {
  const history = sqliteHistory(join(folder, name))
  open.push(history)
  return history
}

afterEach(() => {
  for (const history of open.splice(0)) history.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const who = { user: 'ann', tenant: 'bank' }

function message(id: string): Message {
  return { id, role: 'user', parts: [{ type: 'text', text: `The text of ${id}: ö 👍.` }] }
}

// The second time with everything that the first one left.
describe.each(['new', 'with everything of the first time'])('a file, %s', () => {
  for (const { name, run } of historyContract(() => opened('contract.db'))) test(name, run)
})

test('everything is still there when the file is opened again', async () => {
  const chat = { id: 'chat', who }
  const saved = ['a', 'b', 'c'].map(message)
  const before = sqliteHistory(join(folder, 'again.db'))
  await before.save(chat, saved)
  const list = await before.list(who, { limit: 10 })
  await before.save({ id: 'another', who }, saved)
  await before.remove({ id: 'another', who })
  const told = await before.update(chat, { pinned: true })
  before.close()
  const after = opened('again.db')
  expect(await after.load(chat, { limit: 2 })).toEqual({ messages: saved.slice(1), more: true })
  expect(await after.list(who, { limit: 10 })).toEqual({ chats: [told], more: false })
  expect(await after.update(chat, { pinned: false })).toEqual(list.chats[0])
  expect(list.chats).toMatchObject([{ id: 'chat', title: 'The text of a: ö 👍.' }])
})

test('two processes write to one file at once, and every message is there once', async () => {
  const writers = await Promise.all([startWriter('one'), startWriter('two')])
  for (const { begin } of writers) begin()
  expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0])
  const { messages, more } = await opened('shared.db').load({ id: 'chat', who }, { limit: 1000 })
  const ids = messages.map(({ id }) => id)
  for (const name of ['one', 'two']) {
    const own = ids.filter((id) => id.startsWith(name))
    expect(own).toEqual(Array.from({ length: 200 }, (_, at) => `${name}-${at}`))
  }
  expect(ids.filter((id) => id === 'both')).toEqual(['both'])
  expect({ length: ids.length, more }).toEqual({ length: 401, more: false })
})

/** A process that has the file open, and saves 200 messages, and one that all have, when it is told to. */
async function startWriter(name: string) {
  const code = `
    import { once } from 'node:events'
    import { sqliteHistory } from ${JSON.stringify(new URL('sqliteHistory.ts', import.meta.url))}
    const history = sqliteHistory(${JSON.stringify(join(folder, 'shared.db'))})
    const chat = ${JSON.stringify({ id: 'chat', who })}
    const message = (id) => ({ id, role: 'user', parts: [{ type: 'text', text: id }] })
    process.stdout.write('ready')
    await once(process.stdin, 'data')
    process.stdin.destroy()
    for (let at = 0; at < 200; at++) await history.save(chat, [message('${name}-' + at), message('both')])
    history.close()`
  const options = ['--conditions=@millrace/source', '--disable-warning=ExperimentalWarning']
  const writer = spawn(process.execPath, [...options, '--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(writer, 'exit').then(([code]) => code as number | null)
  // One that ends at once has failed: its exit is looked at.
  await Promise.race([once(writer.stdout, 'data'), ended])
  return { begin: () => writer.stdin.end('begin'), ended }
}
