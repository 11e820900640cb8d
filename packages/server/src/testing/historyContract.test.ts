import { factsOf, type Message, type Part } from '@millrace/protocol'
import { expect, test } from 'vitest'
import type { Identity } from '../access/identityOf.ts'
import type { ChatKey, ChatSummary, History, StoredPage } from '../history/History.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import { historyContract } from './historyContract.ts'

/** A good history, but for this. */
function but(change: (good: Required<History>) => Partial<History>): () => History {
  return () => {
    const good = memoryHistory()
    return { ...good, ...change(good) }
  }
}

/** Takes users for others. */
function butOwner(owner: (who: Identity) => Identity): () => History {
  return but((good) => ({
    load: ({ id, who }, query) => good.load({ id, who: owner(who) }, query),
    save: ({ id, who }, messages) => good.save({ id, who: owner(who) }, messages),
    list: (who, query) => good.list(owner(who), query),
    update: ({ id, who }, given) => good.update({ id, who: owner(who) }, given),
    remove: ({ id, who }) => good.remove({ id, who: owner(who) }),
  }))
}

/** Takes conversations for others. */
function butChat(rename: (id: string) => string): () => History {
  return but((good) => ({
    load: ({ id, who }, query) => good.load({ id: rename(id), who }, query),
    save: ({ id, who }, messages) => good.save({ id: rename(id), who }, messages),
  }))
}

/** Stores something else. */
function butMessage(store: (message: Message) => Message): () => History {
  return but((good) => ({
    save: (chat, messages) => good.save(chat, structuredClone(messages).map(store)),
  }))
}

function butPart(store: (part: Part) => Part): () => History {
  return butMessage((message) => ({ ...message, parts: message.parts.map(store) }))
}

function butText(store: (text: string) => string): () => History {
  return butPart((part) => (part.type === 'text' ? { ...part, text: store(part.text) } : part))
}

type Load = History['load']

/** Gives something else. */
function butLoad(change: (load: Load) => Load): () => History {
  return but(({ load }) => ({ load: change(load) }))
}

function butPage(change: (page: StoredPage) => unknown): () => History {
  return butLoad((load) => async (chat, query) => change(await load(chat, query)) as StoredPage)
}

/** Makes something else of what is stored and what is added. */
function butSave(
  next: (old: readonly Message[], added: readonly Message[]) => readonly Message[],
  slowly = false,
): () => History {
  return but((good) => {
    const stored = new Map<string, readonly Message[]>()
    const keyOf = ({ id, who }: ChatKey) => JSON.stringify([id, who.user, who.tenant])
    return {
      async load(chat, { upTo, before, limit }) {
        const all = stored.get(keyOf(chat)) ?? []
        const ids = all.map(({ id }) => id)
        const end = Math.min(
          upTo === undefined ? all.length : ids.lastIndexOf(upTo) + 1,
          before === undefined ? all.length : Math.max(0, ids.indexOf(before)),
        )
        const start = Math.max(0, end - limit)
        return { messages: all.slice(start, end), more: start > 0 }
      },
      async save(chat, messages) {
        await good.save(chat, messages)
        const old = stored.get(keyOf(chat)) ?? []
        if (slowly) await Promise.resolve()
        stored.set(keyOf(chat), next(old, slowly ? structuredClone(messages) : messages))
      },
    }
  })
}

/** The right thing, without copies. */
function replaced(old: readonly Message[], added: readonly Message[]): readonly Message[] {
  return [...new Map([...old, ...added].map((message) => [message.id, message])).values()]
}

function without(old: readonly Message[], gone: readonly Message[]): readonly Message[] {
  return old.filter(({ id }) => !gone.some((message) => message.id === id))
}

type List = History['list']

function butList(change: (list: List) => List): () => History {
  return but(({ list }) => ({ list: change(list) }))
}

function butChats(change: (chat: ChatSummary) => unknown): () => History {
  return butList((list) => async (who, query) => {
    const { chats, more } = await list(who, query)
    return { chats: chats.map(change) as ChatSummary[], more }
  })
}

type Update = Required<History>['update']

function butUpdate(change: (good: Required<History>) => Update): () => History {
  return but((good) => ({ update: change(good) }))
}

function butTitle(store: (title: string) => string): () => History {
  return butUpdate(
    ({ update }) =>
      (chat, change) =>
        update(
          chat,
          typeof change.title === 'string' ? { ...change, title: store(change.title) } : change,
        ),
  )
}

type Remove = Required<History>['remove']

function butRemove(change: (good: Required<History>) => Remove): () => History {
  return but((good) => ({ remove: change(good) }))
}

const all = { limit: 1000 }

/** What it does, the history, and the sentence that says so. */
const broken: readonly (readonly [string, () => History, RegExp])[] = [
  [
    'takes all users for one (T-94)',
    butOwner(() => ({})),
    /The conversation "chat-.+" of .+ has its own messages and no others\. Expected .+, came /,
  ],
  [
    'forgets the tenant (T-94)',
    butOwner(({ user }) => (user === undefined ? {} : { user })),
    /The conversation ".+" of {"user":".+","tenant":".+"} has its own messages and no others/,
  ],
  [
    'puts the names of owners together with a colon (T-94)',
    butOwner(({ user, tenant }) => ({ user: `${tenant}:${user}` })),
    /The conversation ".+" of {"user":".+"} has its own messages and no others/,
  ],
  [
    'sorts the names of owners (T-94)',
    butOwner(({ user, tenant }) => ({ user: JSON.stringify([user ?? '', tenant ?? ''].sort()) })),
    /has its own messages and no others/,
  ],
  [
    'takes ANN for ann (T-94)',
    butOwner(({ user, tenant }) => ({
      ...(user === undefined ? {} : { user: user.toLowerCase() }),
      ...(tenant === undefined ? {} : { tenant }),
    })),
    /of {"user":"a",.+} has its own messages and no others\. .+ came "shared", "own-0", "own-1"\./,
  ],
  [
    'takes a user for another one with every feature',
    butOwner((who) => ({ user: JSON.stringify(who) })),
    /The feature is not part of whose a conversation is\. Expected "question", "answer", came /,
  ],
  [
    'keeps one message of an id in all (T-94)',
    but((good) => {
      const homes = new Map<string, string>()
      return {
        save(chat, messages) {
          const key = JSON.stringify([chat.id, chat.who.user, chat.who.tenant])
          for (const { id } of messages) if (!homes.has(id)) homes.set(id, key)
          return good.save(
            chat,
            messages.filter(({ id }) => homes.get(id) === key),
          )
        },
      }
    }),
    /has its own messages and no others\. Expected "shared", "own-\d+", came "own-\d+"\./,
  ],
  [
    'lists the conversations of all (T-94)',
    but((good) => ({
      async save({ id, who }, messages) {
        await good.save({ id, who }, messages)
        await good.save({ id, who: {} }, messages)
      },
      list: (_, query) => good.list({}, query),
    })),
    /The list of .+ has the conversations of nobody else\. Expected .+, came /,
  ],
  [
    'shortens ids',
    butChat((id) => id.slice(0, 255)),
    /The conversation "x+.?…? ?.*" of .+ has its own messages and no others/,
  ],
  ['trims ids', butChat((id) => id.trim()), /The conversation "a " of|The conversation "a" of/],
  [
    'ignores `before`',
    butLoad(
      (load) =>
        (chat, { before: _, ...query }) =>
          load(chat, query),
    ),
    /the newest 1 before "m1": Expected no message, came "m5"\./,
  ],
  [
    'ignores `upTo`',
    butLoad(
      (load) =>
        (chat, { upTo: _, ...query }) =>
          load(chat, query),
    ),
    /the newest 1 up to "m1": Expected "m1", came "m5"\./,
  ],
  [
    'knows only one of `before` and `upTo`',
    butLoad(
      (load) =>
        (chat, { upTo, before, limit }) =>
          load(chat, { limit, ...(upTo === undefined ? { ...(before && { before }) } : { upTo }) }),
    ),
    /the newest 2 up to "m1" and before "m1": Expected no message, came "m1"\./,
  ],
  [
    'has the message itself in the page before it',
    butLoad(
      (load) =>
        (chat, { before, ...query }) =>
          load(chat, { ...query, ...(before === undefined ? {} : { upTo: before }) }),
    ),
    /the newest 1 before "m1": Expected no message, came "m1"\./,
  ],
  [
    'gives the newest page where it does not know the message',
    butLoad((load) => async (chat, query) => {
      const page = await load(chat, query)
      return page.messages.length === 0 ? load(chat, { limit: query.limit }) : page
    }),
    /the newest 3 before "nowhere": Expected no message, came "m3", "m4", "m5"\./,
  ],
  [
    'gives the newest message first',
    butPage(({ messages, more }) => ({ messages: messages.toReversed(), more })),
    /in the order in which they were first saved, oldest first\. Expected "z", .+, came "0", /,
  ],
  [
    'gives the oldest messages',
    butLoad((load) => async (chat, query) => {
      const { messages } = await load(chat, { ...query, ...all })
      return { messages: messages.slice(0, query.limit), more: messages.length > query.limit }
    }),
    /the newest 1: Expected "m5", came "m1"\./,
  ],
  [
    'gives messages in the order of their ids',
    butPage(({ messages, more }) => ({
      messages: messages.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
      more,
    })),
    /oldest first\. Expected "z", "b", .+, came "0", "1", /,
  ],
  [
    'says that there is more where a page is full',
    butLoad((load) => async (chat, query) => {
      const { messages } = await load(chat, query)
      return { messages, more: messages.length === query.limit }
    }),
    /the newest 5: `more` says .+ Expected false, came true\./,
  ],
  [
    'never says that there is more',
    butPage(({ messages }) => ({ messages, more: false })),
    /the newest 1: `more` says .+ Expected true, came false\./,
  ],
  [
    'says 0 and 1 for false and true',
    butPage(({ messages, more }) => ({ messages, more: Number(more) })),
    /`more` says .+, as true or false\. Expected false, came 0\./,
  ],
  [
    'gives a list for a page',
    butPage(({ messages }) => messages),
    /A conversation to which nothing was saved is empty\. Expected a page .+, came \[\]\./,
  ],
  [
    'skips a message between two pages',
    butLoad((load) => async (chat, { before, limit }) => {
      const { messages } = await load(chat, all)
      const at = messages.findIndex(({ id }) => id === before)
      const end = before === undefined ? messages.length : Math.max(0, at - 1)
      const start = Math.max(0, end - limit)
      return { messages: messages.slice(start, end), more: start > 0 }
    }),
    /Pages of 1, walked to the beginning, bring each message once\. Expected /,
  ],
  [
    'adds a message again that it has',
    butSave((old, added) => [...old, ...added]),
    /The same save may come twice: .+ came "m1", "m2", "m3", "m1", .+ \("m1" more than once\)\./,
  ],
  [
    'moves a message to the end that is saved again',
    butSave((old, added) => [...without(old, added), ...added]),
    /takes the place of the old one, where that stood\. Expected "m1", .+, came "m2", "m3", "m1"\./,
  ],
  [
    'does not replace',
    butSave((old, added) => [...old, ...without(added, old)]),
    /The message "m1" came back changed: message\.parts\[0\]\.text was "More of it\." and came back as "The text of m1\."/,
  ],
  [
    'mixes a message with the one whose place it takes',
    butSave((old, added) =>
      replaced(
        old,
        added.map((message) => {
          const known = old.find(({ id }) => id === message.id)
          const millrace = { ...factsOf(known ?? message), ...factsOf(message) }
          return { ...message, metadata: { millrace } }
        }),
      ),
    ),
    /an answer that is whole is not `interrupted` any more\. .+millrace\.status was undefined and came back as "interrupted"/,
  ],
  [
    'keeps one version of each answer',
    butSave((old, added) => {
      const parents = added.map((message) => factsOf(message).parentId)
      const others = old.filter((message) => !parents.includes(factsOf(message).parentId))
      return replaced(others, added)
    }),
    /are versions of each other: all of them stay\. Expected .+, came /,
  ],
  [
    'turns the messages of a save round',
    but(({ save }) => ({ save: (chat, messages) => save(chat, messages.toReversed()) })),
    /The messages of one save stay in their order\./,
  ],
  [
    'reads and writes with a pause between',
    butSave(replaced, true),
    /Of 20 saves at once each message is there, and once\. Expected .+, came /,
  ],
  [
    'looks whether it has a message, and then adds it',
    but(({ load }) => {
      const twice: string[] = []
      const known = new Set<string>()
      const saved = memoryHistory()
      return {
        async save(chat, messages) {
          const isKnown = known.has(JSON.stringify([chat, messages]))
          await Promise.resolve()
          if (isKnown) return
          if (known.has(JSON.stringify([chat, messages]))) twice.push(chat.who.user ?? '')
          known.add(JSON.stringify([chat, messages]))
          await saved.save(chat, messages)
        },
        async load(chat, query) {
          const { messages, more } = await saved.load(chat, query)
          const again = twice.includes(chat.who.user ?? '') ? messages : []
          return { messages: [...messages, ...again], more: more || (await load(chat, query)).more }
        },
      }
    }),
    /The same save may come twice, and at once\. .+ more than once/,
  ],
  [
    'saves one message after the other',
    but(({ save }) => ({
      async save(chat, messages) {
        for (const message of messages) await save(chat, [message])
      },
    })),
    /A save that rejects stores none of its messages\. Expected "m1", came "m1", "m2"\./,
  ],
  [
    'keeps a failure to itself',
    but(({ save }) => ({ save: (chat, messages) => save(chat, messages).catch(() => undefined) })),
    /A save that does not reject has stored all of its messages\. Expected .+, came \["m1"\]\./,
  ],
  [
    'keeps no copies',
    butSave(replaced),
    /Who changes a message after it was saved must not change what is stored\./,
  ],
  [
    'gives what it keeps',
    butSave((old, added) => replaced(old, structuredClone(added))),
    /Who changes a message that was loaded must not change what is stored\./,
  ],
  [
    'loses `__proto__`',
    butPart((part) => {
      if (part.type !== 'data-keys' || !('data' in part)) return part
      // As a loop of `copy[key] = value[key]` does.
      return { ...part, data: Object.assign({}, part.data) }
    }),
    /message\.parts\[0\]\.data\.__proto__ was {"polluted":true} and came back as undefined/,
  ],
  [
    'loses metadata',
    butMessage(({ metadata: _, ...message }) => message),
    /What was saved comes back equal\. The message ".+" came back changed: message\.metadata was /,
  ],
  [
    'loses parts that it does not know',
    butMessage((message) => ({
      ...message,
      parts: message.parts.filter(({ type }) => !type.startsWith('data-')),
    })),
    /The message "answer-with-every-part" came back changed: message\.parts was /,
  ],
  [
    'normalizes text',
    butText((text) => text.normalize()),
    /The message "accents" came back changed: .+ was "é is not e\u0301, .+ came back as "é is not é/,
  ],
  [
    'trims text',
    butText((text) => text.trim()),
    /The message "spaces" came back changed: message\.parts\[0\]\.text was /,
  ],
  [
    'ends a text at NUL',
    butText((text) => text.split('\u0000')[0] ?? ''),
    /the rest of the message stays\. Expected .+, came .+"one "/,
  ],
  [
    'ends a text at 64 KB',
    butText((text) => text.slice(0, 65_535)),
    /The message "answer" came back changed: message\.parts\[1\]\.text was "x+… \(200000 characters\) and came back as "x{20}" \(65535 characters\)\./,
  ],
  [
    'finds messages by the beginning of their ids',
    butLoad(
      (load) =>
        (chat, { upTo, ...query }) =>
          load(chat, { ...query, ...(upTo === undefined ? {} : { upTo: upTo.slice(0, 255) }) }),
    ),
    /Ids are compared as they are: .+ The page ends with that message\. Expected "x+.+, came /,
  ],
  [
    'lists what comes first first',
    butList((list) => async (who, query) => {
      const { chats } = await list(who, all)
      const turned = chats.toReversed()
      const at = turned.findIndex(({ id }) => id === query.after) + 1
      return { chats: turned.slice(at, at + query.limit), more: turned.length > at + query.limit }
    }),
    /After writes to b, a, c, b and a: Expected \["a","b","c"\], came \["c","b","a"\]\./,
  ],
  [
    'lists without limit',
    butList(
      (list) =>
        (who, { after }) =>
          list(who, after === undefined ? all : { after, ...all }),
    ),
    /Of the conversations e, d, c, b, a the first 1: Expected \["e"\], came \["e","d","c","b","a"\]\./,
  ],
  [
    'lists from the first one always',
    butList(
      (list) =>
        (who, { limit }) =>
          list(who, { limit }),
    ),
    /the first 1 after e: Expected \["d"\], came \["e"\]\./,
  ],
  [
    'says that there are more conversations where a page is full',
    butList((list) => async (who, query) => {
      const { chats } = await list(who, query)
      return { chats, more: chats.length === query.limit }
    }),
    /the first 5: `more` says whether there are others after these\. Expected false, came true\./,
  ],
  [
    'goes on after a time, not after a conversation',
    butList((list) => async (who, { after, limit }) => {
      const { chats } = await list(who, all)
      const last = chats.find(({ id }) => id === after)
      const rest = chats.filter(({ updatedAt }) => updatedAt < (last?.updatedAt ?? Infinity))
      return { chats: rest.slice(0, limit), more: rest.length > limit }
    }),
    /Pages of 1 conversations, walked to the end, bring each of them once\. Expected /,
  ],
  [
    'lists a user who has nothing',
    butList((list) => async (who, query) => {
      const { chats, more } = await list(who, query)
      return { chats, more: more || chats.length === 0 }
    }),
    /The list of a user to whom nothing was saved is empty\. Expected .+, came .+"more":true/,
  ],
  [
    'lists ids as they are in URLs',
    butChats((chat) => ({ ...chat, id: encodeURIComponent(chat.id) })),
    /Each conversation is listed by the id under which it was saved\./,
  ],
  [
    'says null for no title',
    butChats((chat) => ({ ...chat, title: null })),
    /The title of "chat" must be a text or not there at all, came null\./,
  ],
  [
    'says the time in seconds',
    butChats((chat) => ({ ...chat, updatedAt: Math.floor(chat.updatedAt / 1000) })),
    /updatedAt must be in milliseconds since the epoch, came \d{10}\./,
  ],
  [
    'says when a conversation began',
    but(({ list }) => {
      const begun = new Map<string, number>()
      return {
        async list(who, query) {
          const { chats, more } = await list(who, query)
          for (const { id, updatedAt } of chats) if (!begun.has(id)) begun.set(id, updatedAt)
          return {
            chats: chats.map((chat) => ({ ...chat, updatedAt: begun.get(chat.id) ?? 0 })),
            more,
          }
        },
      }
    }),
    /A write that replaces a message is one, too: expected `updatedAt` after \d+, came \d+\./,
  ],
  [
    'says 0 and 1 for what is pinned',
    butChats((chat) => ({ ...chat, pinned: chat.pinned === true ? 1 : 0 })),
    /pinned of "chat" must be true, false or not there at all, came 0\./,
  ],
  [
    'says in seconds when a conversation began',
    butChats((chat) => ({ ...chat, createdAt: Math.floor(chat.updatedAt / 1000) })),
    /createdAt must be in milliseconds since the epoch and not after .+, came \d{10}\./,
  ],
  [
    'says that a conversation began after it was written to',
    butChats((chat) => ({ ...chat, createdAt: chat.updatedAt + 1 })),
    /createdAt must be .+ not after updatedAt, or not there at all, came \d{13}\./,
  ],
  [
    'calls a conversation by what was said last',
    but((good) => ({
      async save(chat, messages) {
        await good.save(chat, messages)
        await good.update(chat, { title: null })
      },
    })),
    /What its user calls a conversation wins over what is saved later\. Expected "Rain", came /,
  ],
  [
    'forgets what it would call a conversation by itself',
    butUpdate(
      ({ update }) =>
        (chat, { title, ...change }) =>
          update(chat, title === undefined ? change : { ...change, title: title ?? '' }),
    ),
    /After the change {"title":null} update gives what it was changed to\. Expected .+, came {"title":""}\./,
  ],
  [
    'gives a conversation as it was before the change',
    butUpdate(({ update, list }) => async (chat, change) => {
      const { chats } = await list(chat.who, all)
      await update(chat, change)
      return chats.find(({ id }) => id === chat.id)
    }),
    /After the change {"title":"Rain"} update gives what it was changed to\. Expected .+, came /,
  ],
  [
    'does not list what was changed',
    butUpdate(({ list }) => async (chat, { title, pinned = false }) => {
      const { chats } = await list(chat.who, all)
      const found = chats.find(({ id }) => id === chat.id)
      return found && { ...found, ...(typeof title === 'string' ? { title } : {}), pinned }
    }),
    /After the change {"title":"Rain"} list gives what it was changed to\. Expected .+, came /,
  ],
  [
    'gives only what was changed',
    butUpdate(({ update }) => async (chat, change) => {
      const { title = '', updatedAt = 0 } = (await update(chat, change)) ?? {}
      return { id: chat.id, title, updatedAt }
    }),
    /update gives the conversation as it is listed from then on\. Expected .+, came /,
  ],
  [
    'normalizes titles',
    butTitle((title) => title.normalize()),
    /After the change {"title":"ä is not ä"} update gives what it was changed to\./,
  ],
  [
    'ends a title at 191 characters',
    butTitle((title) => title.slice(0, 191)),
    /After the change {"title":"x{200}"} update gives what it was changed to\./,
  ],
  [
    'takes a pin out with a new title',
    butUpdate(
      ({ update }) =>
        (chat, change) =>
          update(chat, { pinned: false, ...change }),
    ),
    /After the change {} update gives .+ Expected {.*"pinned":true}, came {.*"pinned":false}\./,
  ],
  [
    'takes a pin out with a new message',
    but((good) => ({
      async save(chat, messages) {
        await good.save(chat, messages)
        await good.update(chat, { pinned: false })
      },
    })),
    /A conversation that was pinned stays so, whatever is saved later\. Expected true, came /,
  ],
  [
    'takes a change for a write',
    butUpdate(({ update, load, save }) => async (chat, change) => {
      await save(chat, (await load(chat, all)).messages)
      return await update(chat, change)
    }),
    /is no write to it: it stays where it is in the list\. Expected \["a","b","c"\], came /,
  ],
  [
    'makes a conversation to change it',
    butUpdate(({ update, save }) => async (chat, change) => {
      await save(chat, [{ id: 'nothing', role: 'system', parts: [] }])
      return await update(chat, change)
    }),
    /A conversation to which nothing was saved cannot be changed\. Expected undefined, came /,
  ],
  [
    'changes the conversation of every user (T-94)',
    butOwner(() => ({})),
    /To change the conversation "chat" of .+ changes not "chat" of .+ came {"isRenamed":true,/,
  ],
  [
    'looks a conversation up, and then writes its title and its pin',
    butUpdate(({ update, list }) => async (chat, change) => {
      const { chats } = await list(chat.who, all)
      await Promise.resolve()
      const { title = null, pinned = false } = chats.find(({ id }) => id === chat.id) ?? {}
      return await update(chat, { title, pinned, ...change })
    }),
    /Of a new title, a pin and a save at once each is there\. Expected .+, came /,
  ],
  [
    'lists what was removed',
    butRemove(({ load, save }) => async (chat) => {
      await save(chat, (await load(chat, all)).messages)
    }),
    /A conversation that was removed is unknown: it is not listed\. Expected .+, came /,
  ],
  [
    'keeps the messages of what was removed',
    but((good) => {
      const messages = memoryHistory()
      return {
        load: messages.load,
        async save(...saved) {
          await Promise.all([messages.save(...saved), good.save(...saved)])
        },
      }
    }),
    /A conversation that was removed is unknown: it is empty\. Expected no message, came /,
  ],
  [
    'throws where there is nothing to remove',
    butRemove(({ load, remove }) => async (chat) => {
      if ((await load(chat, all)).messages.length === 0) throw new Error('No rows.')
      await remove(chat)
    }),
    /To remove what is not there is as good as .+ It threw Error: No rows\./,
  ],
  [
    'removes the conversation of every user (T-94)',
    butOwner(() => ({})),
    /To remove the conversation "chat" of .+ removes not "chat" of .+ Expected .+, came no message\./,
  ],
  [
    'takes an id for a pattern when it removes',
    butRemove(({ list, remove }) => async ({ id, who }) => {
      const { chats } = await list(who, all)
      for (const chat of chats) if (chat.id.startsWith(id)) await remove({ id: chat.id, who })
    }),
    /To remove the conversation "chat" of .+ removes not "chat " of .+ Expected .+, came no message\./,
  ],
  [
    'only hides what was removed',
    but((good) => {
      const hidden = new Set<string>()
      const keyOf = ({ id, who }: ChatKey) => JSON.stringify([id, who.user, who.tenant])
      return {
        load: async (chat, query) =>
          hidden.has(keyOf(chat)) ? { messages: [], more: false } : await good.load(chat, query),
        async save(chat, messages) {
          hidden.delete(keyOf(chat))
          await good.save(chat, messages)
        },
        async list(who, query) {
          const { chats, more } = await good.list(who, query)
          return { chats: chats.filter(({ id }) => !hidden.has(keyOf({ id, who }))), more }
        },
        update: async (chat, change) =>
          hidden.has(keyOf(chat)) ? undefined : await good.update(chat, change),
        remove: async (chat) => void hidden.add(keyOf(chat)),
      }
    }),
    /under the id of a removed one has nothing of it: it has the new messages\. Expected .+, came /,
  ],
  [
    'keeps the title and the pin of what was removed',
    but((good) => {
      const titles = memoryHistory()
      return {
        async save(...saved) {
          await Promise.all([titles.save(...saved), good.save(...saved)])
        },
        async list(who, query) {
          const known = await titles.list(who, all)
          const { chats, more } = await good.list(who, query)
          const named = (chat: ChatSummary) => known.chats.find(({ id }) => id === chat.id) ?? chat
          return { chats: chats.map(named), more }
        },
        async update(chat, change) {
          const told = await titles.update(chat, change)
          return (await good.update(chat, change)) && told
        },
      }
    }),
    /has nothing of it: neither its title nor its pin nor its time\. .+ came \[{.*"isRenamed":true/,
  ],
  [
    'removes messages first and the conversation later',
    but((good) => {
      const messages = memoryHistory()
      return {
        load: messages.load,
        async save(...saved) {
          await Promise.all([messages.save(...saved), good.save(...saved)])
        },
        async remove(chat) {
          await messages.remove(chat)
          await new Promise((resolve) => setImmediate(resolve))
          await good.remove(chat)
        },
      }
    }),
    /is removed and saved to at once is listed, and has messages, or neither\. Expected .+, came /,
  ],
]

interface Failure {
  readonly name: string
  readonly message: string
}

async function failuresOf(make: () => History | Promise<History>): Promise<readonly Failure[]> {
  const found = await Promise.all(
    historyContract(make).map(async ({ name, run }) => {
      try {
        await run()
        return []
      } catch (error) {
        return [{ name, message: (error as Error).message }]
      }
    }),
  )
  return found.flat()
}

const found = new Map<() => History, Promise<readonly Failure[]>>()

/** The same, once. */
function knownFailuresOf(make: () => History): Promise<readonly Failure[]> {
  const known = found.get(make) ?? failuresOf(make)
  found.set(make, known)
  return known
}

// At once: each waits for the clock now and then.
test.concurrent.each(broken)('tells of a history that %s', async (_, make, sentence) => {
  const failures = await knownFailuresOf(make)
  expect(failures.map(({ message }) => message)).toContainEqual(expect.stringMatching(sentence))
})

test('has no case that every history passes', async () => {
  const failures = await Promise.all(broken.map(([, make]) => knownFailuresOf(make)))
  const failed = new Set(failures.flat().map(({ name }) => name))
  const names = historyContract(() => memoryHistory()).map(({ name }) => name)
  expect(names.filter((name) => !failed.has(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

test('runs on one history again and again, whatever it holds', async () => {
  const history = memoryHistory({ maxChats: 10_000 })
  expect(await failuresOf(() => history)).toEqual([])
  expect(await failuresOf(async () => history)).toEqual([])
})

test('says nothing about what a history cannot do', async () => {
  const { load, save, list } = memoryHistory()
  expect(await failuresOf(() => ({ load, save, list }))).toEqual([])
})

test('passes on what a history throws', async () => {
  const down = new Error('The database is down.')
  const failures = await failuresOf(but(() => ({ load: () => Promise.reject(down) })))
  expect(failures.map(({ message }) => message)).toContain(down.message)
})
