import type { Message } from '@millrace/protocol'
import type { ComponentProps, ComponentType } from 'react'
import { late, type LateComponent, lateOption } from '../part/late.tsx'
import type { ThreadFollowUpsProps } from '../suggestion/ThreadFollowUps.tsx'
import type * as conversation from './conversation.ts'

type Conversation = typeof conversation
type LatePart<Name extends keyof Conversation> = LateComponent<ComponentProps<Conversation[Name]>>

export const Announcer: LatePart<'Announcer'> = latePartOf('Announcer')
export const ComposerLimit: LatePart<'ComposerLimit'> = latePartOf('ComposerLimit')
export const ContextWindowMeter: LatePart<'ContextWindowMeter'> = latePartOf('ContextWindowMeter')
export const QueueList: LatePart<'QueueList'> = latePartOf('QueueList')
export const StatusRoot: LatePart<'StatusRoot'> = latePartOf('StatusRoot')
export const ThreadEarlier: LatePart<'ThreadEarlier'> = latePartOf('ThreadEarlier')
export const ThreadMessages: LatePart<'ThreadMessages'> = latePartOf('ThreadMessages')
export const ThreadToEnd: LatePart<'ThreadToEnd'> = latePartOf('ThreadToEnd')
export const ThreadWaiting: LatePart<'ThreadWaiting'> = latePartOf('ThreadWaiting')

export const ThreadFollowUps: LateComponent<ThreadFollowUpsProps<Message>> = lateOption(
  async () => (await import('../suggestion/ThreadFollowUps.tsx')).ThreadFollowUps,
)

function latePartOf<Name extends keyof Conversation>(name: Name): LatePart<Name> {
  return late(async () => {
    const parts = await import('./conversation.ts')
    return parts[name] as ComponentType<ComponentProps<Conversation[Name]>>
  })
}
