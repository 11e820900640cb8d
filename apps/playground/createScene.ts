import {
  browserFrames,
  type ChatStore,
  createChat,
  createHttpTransport,
  type FrameSource,
  isBusy,
} from '@millrace/core'
import { type Clock, factsOf, type Message, systemClock, textOf } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { createLiveLog, type LiveLog } from './live/createLiveLog.ts'
import { judge } from './live/judge.ts'
import { watchTransport } from './live/watchTransport.ts'
import { createNetwork } from './network/createNetwork.ts'
import { conditionsOf, type Settings } from './Settings.ts'
import { createBackend } from './provider/createBackend.ts'
import { createManuscript } from './provider/createManuscript.ts'

export interface SceneOptions {
  readonly settings: Settings
  readonly clock?: Clock
  readonly frames?: FrameSource
}

/** Everything that the playground plays with, wired together once. */
export interface Scene {
  readonly chat: ChatStore
  readonly live: LiveLog
  /** Other settings, from the next word and the next event on. */
  change(settings: Settings): void
  /** An empty conversation, a new server, and chance from its beginning. */
  startOver(): Promise<void>
}

/** A chat, the network it speaks through, and the route at the other end, all in this page. */
export function createScene(options: SceneOptions): Scene {
  const { clock = systemClock, frames = browserFrames() } = options
  let { settings } = options
  let chance = seededRandom(settings.seed)
  const random = (): number => chance()
  const manuscript = createManuscript()
  const live = createLiveLog({ clock, frames, manuscript })
  const backend = createBackend({
    clock,
    random,
    manuscript,
    service: () => settings,
    onLog: live.logged,
  })
  const network = createNetwork({
    clock,
    server: backend.handle,
    conditions: conditionsOf(settings),
    onReport: live.reported,
  })
  const transport = createHttpTransport({ fetch: network.fetch, clock })
  const chat = createChat({
    transport: watchTransport(transport, {
      onSend({ continues, messages }) {
        const carriedOn = continues === undefined ? undefined : messages.at(-1)
        manuscript.begin(carriedOn === undefined ? '' : textOf(carriedOn))
      },
      onConnect: live.connected,
      onFrames: live.read,
    }),
    wake: network,
    clock,
    frames,
    random,
  })

  chat.subscribe((state, previous) => {
    live.updated(state, previous)
    const answer = state.messages.at(-1)
    if (isBusy(state.run) || !isBusy(previous.run) || answer?.role !== 'assistant') return
    live.judged(judge({ shown: textOf(answer), written: manuscript.text, ...endingOf(answer) }))
  })

  return {
    chat,
    live,
    change(next) {
      if (next.seed !== settings.seed) chance = seededRandom(next.seed)
      settings = next
      network.change(conditionsOf(next))
    },
    async startOver() {
      for (const { id } of chat.getState().queue) chat.cancelQueued(id)
      await chat.stop()
      chat.setMessages([])
      chat.clearError()
      backend.restart()
      network.rewind()
      manuscript.begin()
      chance = seededRandom(settings.seed)
      live.clear()
    },
  }
}

function endingOf(answer: Message): { readonly early: boolean; readonly automatic: boolean } {
  const { status, canned } = factsOf(answer)
  return { early: status !== undefined, automatic: canned !== undefined }
}
