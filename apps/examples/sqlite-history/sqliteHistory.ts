import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { type Message, textOf } from '@millrace/protocol'
import type { ChatSummary, History, Identity } from '@millrace/server'

export interface SqliteHistory extends Required<History> {
  close(): void
}

const schema = `
  pragma journal_mode = wal;
  create table if not exists messages (
    seq integer primary key, -- the order of the first save
    owner text not null,
    chat text not null,
    id text not null,
    message text not null, -- JSON
    unique (owner, chat, id)
  ) strict;
  create index if not exists messages_in_order on messages (owner, chat, seq);
  create table if not exists chats (
    owner text not null,
    id text not null,
    title text, -- the first words
    chosen_title text, -- what its user calls it: that wins
    pinned integer not null default 0,
    created_at integer not null, -- milliseconds since the epoch
    updated_at integer not null,
    write integer not null, -- counts the writes of an owner: two may have one time
    primary key (owner, id)
  ) strict;
  create index if not exists chats_in_order on chats (owner, write);`

// Of a message that is not there the seq is null, and nothing compares to null: the page is empty.
const load = `
  select message from messages
  where owner = :owner and chat = :chat
    and seq <= iif(:upTo is null, 9223372036854775807,
      (select seq from messages where owner = :owner and chat = :chat and id = :upTo))
    and seq < iif(:before is null, 9223372036854775807,
      (select seq from messages where owner = :owner and chat = :chat and id = :before))
  order by seq desc limit :limit + 1`

const saveMessage = `
  insert into messages (owner, chat, id, message) values (:owner, :chat, :id, :message)
  on conflict (owner, chat, id) do update set message = excluded.message`

const saveChat = `
  insert into chats (owner, id, title, created_at, updated_at, write) values (:owner, :chat, :title,
    :now, :now, (select coalesce(max(write), 0) + 1 from chats where owner = :owner))
  on conflict (owner, id) do update set
    title = coalesce(title, excluded.title), updated_at = excluded.updated_at, write = excluded.write`

const columns = 'id, coalesce(chosen_title, title) as title, pinned, created_at, updated_at'

const list = `
  select ${columns} from chats
  where owner = :owner
    and write < iif(:after is null, 9223372036854775807,
      (select write from chats where owner = :owner and id = :after))
  order by write desc limit :limit + 1`

const update = `
  update chats set
    chosen_title = iif(:names, :title, chosen_title), pinned = coalesce(:pinned, pinned)
  where owner = :owner and id = :chat returning ${columns}`

const remove = [
  'delete from messages where owner = :owner and chat = :chat',
  'delete from chats where owner = :owner and id = :chat',
]

/** Conversations in a file of SQLite, which `node:sqlite` reads and writes. Several processes may have it open. */
export function sqliteHistory(path: string): SqliteHistory {
  const database = new DatabaseSync(path)
  // Another process may be writing: it is waited for.
  database.exec('pragma busy_timeout = 5000')
  database.exec(schema)
  const statements = {
    load: database.prepare(load),
    saveMessage: database.prepare(saveMessage),
    saveChat: database.prepare(saveChat),
    list: database.prepare(list),
    update: database.prepare(update),
    remove: remove.map((statement) => database.prepare(statement)),
  }

  /** All of it or nothing. */
  function inTransaction(work: () => void): void {
    database.exec('begin immediate')
    try {
      work()
      database.exec('commit')
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  }

  return {
    async load({ id, who }, { upTo = null, before = null, limit }) {
      const rows = statements.load.all({ owner: ownerOf(who), chat: id, upTo, before, limit })
      const page = rows.slice(0, limit).reverse()
      const messages = page.map(({ message }) => JSON.parse(String(message)) as Message)
      return { messages, more: rows.length > limit }
    },

    async save({ id: chat, who }, messages) {
      if (messages.length === 0) return
      const owner = ownerOf(who)
      inTransaction(() => {
        for (const message of messages) {
          const text = JSON.stringify(message)
          statements.saveMessage.run({ owner, chat, id: message.id, message: text })
        }
        statements.saveChat.run({ owner, chat, title: titleOf(messages), now: Date.now() })
      })
    },

    async list(who, { after = null, limit }) {
      const rows = statements.list.all({ owner: ownerOf(who), after, limit })
      return { chats: rows.slice(0, limit).map(summaryOf), more: rows.length > limit }
    },

    async update({ id: chat, who }, { title, pinned }) {
      const row = statements.update.get({
        owner: ownerOf(who),
        chat,
        names: title === undefined ? 0 : 1,
        title: title ?? null,
        pinned: pinned === undefined ? null : Number(pinned),
      })
      return row === undefined ? undefined : summaryOf(row)
    },

    async remove({ id: chat, who }) {
      inTransaction(() => {
        for (const statement of statements.remove) statement.run({ owner: ownerOf(who), chat })
      })
    },

    close: () => database.close(),
  }
}

/** One text for tenant and user, that no two owners share. */
function ownerOf({ tenant, user }: Identity): string {
  return JSON.stringify([tenant ?? null, user ?? null])
}

function summaryOf(row: Readonly<Record<string, SQLOutputValue>>): ChatSummary {
  const { id, title = null, pinned, created_at, updated_at } = row
  return {
    id: String(id),
    ...(title === null ? {} : { title: String(title) }),
    pinned: pinned === 1,
    createdAt: Number(created_at),
    updatedAt: Number(updated_at),
  }
}

/** The first words of the first question. */
function titleOf(messages: readonly Message[]): string | null {
  const question = messages.find(({ role }) => role === 'user')
  return question === undefined ? null : (/^.{1,80}/su.exec(textOf(question))?.[0] ?? null)
}
