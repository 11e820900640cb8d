import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Look } from './looks.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The names of all pictures that stories are compared with, without the system's part. */
const pictures = new Set(
  ['packages/react/src', 'apps/examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('-chromium-linux.png') && !path.includes('node_modules'))
      .map((path) => path.replace(/^.*\//, '').replace('-chromium-linux.png', '')),
  ),
)

const all = ['dark', 'rtl', 'phone', 'forced', 'narrow', 'large', 'print'] as const

/** The states that a chat can be in, the story that shows each, and in what it is seen besides light. */
const states: readonly (readonly [state: string, story: string, looks: readonly Look[]])[] = [
  ['a short conversation', 'react-chat-conversation', all],
  ['a welcome', 'react-thread-welcome', ['dark', 'rtl', 'phone', 'forced']],
  ['history on its way', 'react-thread-threadearlier-nothing-here-yet', ['dark']],
  ['history that failed', 'react-thread-threadearlier-failed', ['dark', 'forced']],
  ['days and times', 'react-thread-scrolling-days-and-times', ['rtl']],
  ['new messages', 'react-thread-scrolling-new-messages', ['dark', 'rtl', 'forced']],
  [
    'away from the end of a stream',
    'react-thread-scrolling-away-while-an-answer-is-written',
    ['dark', 'rtl', 'forced'],
  ],
  ['a question pinned', 'react-thread-scrolling-question-pinned', ['phone']],
  [
    'a question pinned that is higher than the view',
    'react-thread-scrolling-question-pinned-that-is-higher-than-the-view',
    ['phone'],
  ],
  ['500 messages', 'react-thread-scrolling-in-the-middle-of-500-messages', []],
  [
    'an automatic reply among others',
    'react-thread-answers-automatic-reply-among-answers',
    ['dark', 'forced'],
  ],
  [
    'messages that are no longer sent',
    'react-thread-older-messages-not-sent-to-the-model',
    ['dark', 'rtl', 'forced'],
  ],
  ['a question', 'react-message-question-of-one-line', ['rtl']],
  ['a long question', 'react-message-long-question', ['rtl', 'narrow', 'large']],
  ['a question without a space', 'react-message-question-without-a-space', ['narrow', 'large']],
  ['waiting', 'react-thread-waiting-for-the-first-word', ['dark', 'forced']],
  ['the first token', 'react-thread-answers-first-token', []],
  [
    'in the middle of a paragraph',
    'react-thread-streaming-in-the-middle-of-a-paragraph',
    ['dark', 'rtl'],
  ],
  ['a fence half open', 'react-thread-streaming-with-an-open-code-fence', ['dark']],
  ['a table, a link, marks half open', 'react-markdown-half-open', ['dark']],
  ['a gap in the sequence', 'react-thread-answers-waiting-for-a-missing-chunk', ['dark']],
  ['a gap for too long', 'react-thread-answers-missing-chunk-never-came', ['dark', 'forced']],
  ['actions at rest', 'react-action-actions-at-rest', ['dark', 'forced']],
  ['actions with the focus', 'react-action-actions-with-focus', ['dark', 'forced']],
  ['stopped', 'react-thread-history-with-a-stopped-answer', ['dark']],
  [
    'failed in the middle',
    'react-thread-interrupted-answer-with-try-again',
    ['dark', 'rtl', 'forced'],
  ],
  ['cut at its length', 'react-message-cut-at-its-length', ['dark']],
  ['versions', 'react-action-actions-second-of-three-versions', ['rtl', 'forced']],
  ['editing', 'react-action-actions-editing-a-question', ['dark', 'phone', 'forced']],
  ['feedback', 'react-action-actions-commenting-on-a-bad-answer', ['forced']],
  ['English code in an Arabic answer', 'react-markdown-boxes-in-arabic', []],
  ['names, pictures and a note', 'react-action-actions-names-pictures-and-a-note', ['dark', 'rtl']],
  [
    'all of Markdown',
    'react-markdown-kitchen-sink-of-words',
    ['dark', 'rtl', 'narrow', 'large', 'print'],
  ],
  ['code', 'react-code-codeblock-long-lines', ['dark', 'forced']],
  ['code that was copied', 'react-code-codeblock-copied', []],
  ['400 lines of code', 'react-code-codeblock-four-hundred-lines-collapsed', ['dark']],
  ['a wide table', 'react-table-tableblock-wide', ['rtl', 'phone', 'forced']],
  ['a table scrolled', 'react-table-tableblock-wide-scrolled-to-its-end', ['dark']],
  ['formulas', 'react-markdown-formulas', ['dark']],
  ['formulas in Arabic', 'react-markdown-formulas-in-arabic', []],
  ['an image on its way', 'react-attachment-filecard-image-loading', ['dark']],
  ['an image', 'react-attachment-filecard-image-loaded', ['dark']],
  ['an image that is broken', 'react-attachment-filecard-image-broken', ['dark']],
  ['files', 'react-attachment-filecard-cards', ['dark']],
  ['files in Arabic', 'react-attachment-filecard-cards-in-arabic', []],
  ['thinking', 'react-reasoning-streaming', ['dark', 'forced']],
  ['thoughts', 'react-reasoning-done', ['dark', 'forced']],
  ['each state of a tool', 'react-tool-every-state', ['dark', 'forced']],
  ['a source opened', 'react-sources-opened', ['forced']],
  ['a source opened in Arabic', 'react-sources-opened-in-arabic', []],
  ['hostile content', 'react-markdown-hostile', []],
  ['an empty composer', 'react-composer-empty', ['dark', 'rtl', 'phone', 'forced']],
  ['a composer with the focus', 'react-composer-composerinput-focused', ['dark', 'forced']],
  ['a composer as high as it gets', 'react-composer-composerinput-as-high-as-it-gets', ['dark']],
  [
    'writing on while an answer comes',
    'react-composer-writing-on-while-an-answer-comes',
    ['dark', 'forced'],
  ],
  ['near the limit', 'react-composer-near-the-limit', ['dark', 'forced']],
  ['over the limit', 'react-composer-over-the-limit', ['dark', 'forced']],
  ['a queue', 'react-composer-questions-in-the-queue', ['dark']],
  [
    'suggestions',
    'react-trigger-composertriggers-people',
    ['dark', 'rtl', 'phone', 'forced', 'narrow', 'large'],
  ],
  ['suggestions on their way', 'react-trigger-composertriggers-pending', ['dark', 'phone']],
  ['no suggestions', 'react-trigger-composertriggers-nothing-found', ['dark', 'phone']],
  ['suggestions that failed', 'react-trigger-composertriggers-failed', ['dark', 'forced']],
  ['above a keyboard', 'react-chat-virtualkeyboard-composer-above-it', []],
  ['offline', 'react-status-offline', ['dark', 'rtl', 'phone', 'forced']],
  ['reconnecting', 'react-status-reconnecting', ['dark', 'forced']],
  ['back online', 'react-status-back-online', ['dark', 'forced']],
  ['reconnecting, in parts', 'react-thread-connection-lost-and-reconnecting', ['dark', 'forced']],
  ['an outage', 'react-status-outage', ['dark', 'rtl', 'forced']],
  ['a slow answer', 'react-status-slow-answer', ['dark']],
  ['a limit: 30 s, 1 s and none', 'react-status-rate-limited', ['dark', 'rtl', 'forced']],
  ['a used up allowance', 'react-status-quota-used-up', ['dark', 'forced']],
  ['each face of trouble', 'react-status-faces-of-trouble', ['dark', 'rtl', 'phone', 'forced']],
  ['each face of news', 'react-status-faces-of-news', ['dark', 'rtl', 'phone', 'forced']],
  ['a refused question', 'react-status-queuelist-refused', ['dark', 'rtl', 'phone', 'forced']],
  ['an automatic reply', 'react-message-automatic-reply', ['rtl']],
  ['a window used to 10 %', 'react-context-window-contextwindow-ten-per-cent', []],
  [
    'a window used to 70 %',
    'react-context-window-contextwindow-seventy-per-cent',
    ['dark', 'rtl', 'forced'],
  ],
  ['a window used to 90 %', 'react-context-window-contextwindow-ninety-per-cent', []],
  ['a full window', 'react-context-window-contextwindow-full', ['dark', 'forced']],
  ['a window of unknown size', 'react-context-window-contextwindow-limit-unknown', ['dark']],
  [
    'details of the window',
    'react-context-window-contextwindow-details-with-cost',
    ['dark', 'rtl', 'forced'],
  ],
  [
    'conversations in groups',
    'react-thread-list-threadlist-groups',
    ['dark', 'rtl', 'phone', 'forced'],
  ],
  [
    'conversations in which something happened',
    'react-thread-list-threadlist-running-unread-and-failed',
    ['dark', 'rtl', 'forced'],
  ],
  [
    'a conversation that is renamed',
    'react-thread-list-threadlist-renaming',
    ['dark', 'phone', 'forced'],
  ],
  ['no conversations', 'react-thread-list-threadlist-empty', ['dark', 'rtl', 'forced']],
  [
    'no conversation found',
    'react-thread-list-threadlist-nothing-found',
    ['dark', 'phone', 'forced'],
  ],
  [
    'a conversation that was removed',
    'react-thread-list-threadlist-removed',
    ['dark', 'rtl', 'phone', 'forced'],
  ],
  ['a hostile page', 'react-chat-in-a-hostile-page', []],
  ['a brand', 'examples-restyle-it-by-variables-only-bank', ['dark', 'phone']],
  ['another brand', 'examples-restyle-it-by-variables-only-school', ['dark', 'phone']],
  ['a third brand', 'examples-restyle-it-by-variables-only-terminal', ['dark', 'phone']],
]

test.each(states)('there are pictures of %s', (_, story, looks) => {
  const expected = [story, ...looks.map((look) => `${story}-${look}`)]
  expect(expected.filter((name) => !pictures.has(name))).toEqual([])
})
