'use client'

import {
  afterApprovals,
  type AttachmentOptions,
  type ChatStore,
  type DraftStorage,
} from '@millrace/core'
import type { Catalogue, Message } from '@millrace/protocol'
import { type ReactNode, useState } from 'react'
import type { AnnounceMode } from '../announce/createAnnouncer.ts'
import type { SubmitMode } from '../composer/SubmitModeContext.ts'
import { useKeptDraft } from '../composer/useKeptDraft.ts'
import { directionOf } from '../labels/directionOf.ts'
import type { Labels } from '../labels/labels.ts'
import type { MarkdownSettings } from '../markdown/MarkdownContext.ts'
import type { PartComponents } from '../message/PartComponents.ts'
import type { Dictation } from '../speech/Dictation.ts'
import type { Suggestion } from '../suggestion/Suggestion.ts'
import { ThreadSuggestions } from '../suggestion/ThreadSuggestions.tsx'
import { ThreadEmpty } from '../thread/ThreadEmpty.tsx'
import { ThreadRoot } from '../thread/ThreadRoot.tsx'
import { ThreadScroller } from '../thread/ThreadScroller.tsx'
import type { Trigger } from '../trigger/Trigger.ts'
import type { View } from '../view/createView.ts'
import { ChatComposer } from './ChatComposer.tsx'
import { ChatProvider } from './ChatProvider.tsx'
import {
  Announcer,
  QueueList,
  StatusRoot,
  ThreadEarlier,
  ThreadFollowUps,
  ThreadMessages,
  ThreadToEnd,
  ThreadWaiting,
} from './lateParts.ts'
import { useLateParts } from './useLateParts.ts'
import { makeLateChat } from './makeLateChat.ts'
import { type OwnChatOptions, useOwnChat } from './useOwnChat.ts'

export interface ChatProps<M extends Message = Message> extends OwnChatOptions<M> {
  /**
   * Words in place of those of a `LabelsProvider` above, or of English: a language pack, or some of your own. Made
   * outside of components.
   */
  readonly labels?: Partial<Labels> | undefined
  /** Components for parts: `{ 'tool-getWeather': WeatherCard }`, typed by your own `Message`. */
  readonly components?: PartComponents<M> | undefined
  readonly placeholder?: string | undefined
  /**
   * Which key sends: `enter` (default; Shift+Enter breaks the line), `mod-enter` (Control or Command with Enter; Enter
   * breaks the line), or `none`, the button alone. Where a question is edited too.
   */
  readonly submitMode?: SubmitMode | undefined
  /**
   * Files may go with a question: chosen, dropped on the chat, pasted. `{}` sends them within the message, which the route
   * must let in (`limits.attachments`); with `upload` they go to your storage. Made outside of components. Default: none.
   */
  readonly attachments?: AttachmentOptions | undefined
  /**
   * Write down what is said: by the browser where it can, or by a recogniser of yours. Default false: a browser may send
   * what it hears to its maker.
   */
  readonly dictation?: Dictation | boolean | undefined
  /** Offer to read answers aloud: by the browser, or by a voice of yours (`SpeechContext`). Default false. */
  readonly readAloud?: boolean | undefined
  /** Lists that open over the message box: commands behind `/`, people behind `@`. Made outside of components. */
  readonly triggers?: readonly Trigger[] | undefined
  /** What Up does in an empty message box: edits the last question (default), or brings questions back. */
  readonly arrowUp?: 'edit' | 'recall' | undefined
  /** Questions to begin with, below the greeting. Made outside of components. Default: none. */
  readonly suggestions?: readonly Suggestion[] | undefined
  /** Questions to go on with, after the last answer. Made outside of components. Default: none. */
  readonly followUps?: ((answer: M) => readonly Suggestion[]) | undefined
  /**
   * Where what is written and not sent is kept, for when the page comes back (`idbDrafts()`): by the chat's `id`, files too
   * where they can be attached. Made outside of components. Default: nowhere.
   */
  readonly drafts?: DraftStorage | undefined
  /** In place of the greeting before the first message. */
  readonly welcome?: ReactNode
  /** In the message box, before what is typed: buttons of yours. Made outside of components. Default: nothing. */
  readonly composerStart?: ReactNode
  /** In the message box, before the button that sends. Made outside of components. Default: nothing. */
  readonly composerEnd?: ReactNode
  readonly className?: string | undefined
  /** Default: the `locale` of `labels` where they bring one, else that of the page. */
  readonly lang?: string
  /** Default: how the `locale` of `labels` is written where they bring one, else that of the page. */
  readonly dir?: 'ltr' | 'rtl' | 'auto'
  /** What models cost: `defaultCatalogue` of `@millrace/protocol`, or your own. Default: no cost is shown. */
  readonly catalogue?: Catalogue | undefined
  /**
   * Show what each answer used, and how full the model's window is at all times. Default false: the meter comes
   * when it is 70 % full.
   */
  readonly showUsage?: boolean | undefined
  /** Show when each message was written. Default false. */
  readonly showTimes?: boolean | undefined
  /** Of more messages than this only those near the view are mounted. Default 100. */
  readonly virtualAbove?: number | undefined
  /** What the view does when something is asked: `follow` the answer (default), or `pin` the question to its top. */
  readonly onQuestion?: 'follow' | 'pin' | undefined
  /** `none`: the view jumps where it would glide. Default `auto`: as the reader's system says. */
  readonly motion?: 'auto' | 'none' | undefined
  /** A view made outside (`createView`), to move the thread from anywhere. */
  readonly view?: View | undefined
  /** Offer to rate answers. Default: where `onFeedback` is given. For a chat made elsewhere, whose options say who listens. */
  readonly feedback?: boolean | undefined
  /** How answers are shown: plugins, components, a highlighter, origins of images. Made outside of components. */
  readonly markdown?: MarkdownSettings | undefined
  /**
   * How much screen readers are told: answers by `sentences` as they come (default), each answer when it is
   * `complete`, only its `status`, or nothing (`off`).
   */
  readonly announce?: AnnounceMode | undefined
  /** The page that says how the service is, to be linked where it does not answer: `http` or `https`. Default: none. */
  readonly statusUrl?: string | undefined
  /** Hands the conversation over as a file: offered where it cannot be kept on this device. Default: nothing is offered. */
  readonly onExport?: (() => void) | undefined
  /** `light`, `dark`, or what the reader's system says (default). */
  readonly theme?: 'light' | 'dark' | undefined
}

/**
 * The whole chat: a thread, what is wrong if something is, and a composer. `<Chat api="/api/chat" />` needs
 * nothing else but `@millrace/react/styles.css`. Renders one `<div data-part="chat">` that fills the height it
 * is given; `data-theme` is its `theme`, where it has one. Where the reader has approved or declined all tool calls that asked, the conversation goes on by itself, unless
 * `sendAutomaticallyWhen` says otherwise. With `onFeedback` answers can be rated. With `history` the conversation that the
 * route keeps under this `id` is here, and an answer that runs is joined.
 */
export function Chat<M extends Message = Message>({
  labels,
  components,
  placeholder,
  submitMode,
  attachments,
  drafts,
  dictation = false,
  readAloud = false,
  triggers,
  arrowUp,
  suggestions,
  followUps,
  welcome,
  composerStart,
  composerEnd,
  className,
  lang,
  dir,
  theme,
  catalogue,
  markdown,
  announce,
  showUsage = false,
  showTimes = false,
  virtualAbove,
  onQuestion,
  motion,
  view,
  feedback,
  statusUrl,
  onExport,
  ...options
}: ChatProps<M>): ReactNode {
  const [goOn] = useState(afterApprovals)
  const { sendAutomaticallyWhen = goOn, onFeedback, clock } = options
  const chat = useOwnChat<M>({ ...options, sendAutomaticallyWhen }, makeLateChat)
  // What is typed is of no message's type.
  useKeptDraft(chat as unknown as ChatStore, drafts, attachments !== undefined)
  useLateParts(chat)
  const locale = labels?.locale
  return (
    <ChatProvider
      chat={chat}
      view={view}
      labels={labels}
      catalogue={catalogue}
      markdown={markdown}
      submitMode={submitMode}
      statusUrl={statusUrl}
      onExport={onExport}
    >
      <div
        data-part="chat"
        className={className}
        lang={lang ?? locale}
        dir={dir ?? (locale === undefined ? undefined : directionOf(locale))}
        data-theme={theme}
      >
        <ThreadRoot>
          <ThreadScroller onQuestion={onQuestion} motion={motion}>
            {welcome === undefined ? <ThreadEmpty /> : <ThreadEmpty>{welcome}</ThreadEmpty>}
            {suggestions !== undefined && <ThreadSuggestions suggestions={suggestions} />}
            <ThreadEarlier />
            <ThreadMessages
              // Their types were checked here; below only their names are looked up.
              components={components as PartComponents | undefined}
              showUsage={showUsage}
              showTimes={showTimes}
              feedback={feedback ?? onFeedback !== undefined}
              readAloud={readAloud}
              virtualAbove={virtualAbove}
            />
            <ThreadWaiting />
            {followUps !== undefined && (
              <ThreadFollowUps suggest={followUps as (answer: Message) => readonly Suggestion[]} />
            )}
            <StatusRoot clock={clock} />
          </ThreadScroller>
          <ThreadToEnd />
        </ThreadRoot>
        <div data-part="chat-footer">
          <QueueList />
          <ChatComposer
            placeholder={placeholder}
            arrowUp={arrowUp}
            attachments={attachments}
            dictation={dictation}
            triggers={triggers}
            showUsage={showUsage}
            start={composerStart}
            end={composerEnd}
          />
        </div>
        <Announcer mode={announce} clock={clock} />
      </div>
    </ChatProvider>
  )
}
