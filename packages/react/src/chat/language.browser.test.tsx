import { act, cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { arabic } from '../labels/arabic.ts'
import { chinese } from '../labels/chinese.ts'
import { german } from '../labels/german.ts'
import { LabelsProvider } from '../labels/LabelsProvider.tsx'
import { createView } from '../view/createView.ts'
import { Chat, type ChatProps } from './Chat.tsx'

afterEach(cleanup)

/** `lang` and `dir` of the chat's root, as they are written; null where they are not. */
function rootOf(container: ParentNode): readonly (string | null | undefined)[] {
  const root = container.querySelector('[data-part=chat]')
  return [root?.getAttribute('lang'), root?.getAttribute('dir')]
}

test.each<readonly [string, ChatProps, readonly (string | null)[]]>([
  ['no words', {}, [null, null]],
  ['Arabic words', { labels: arabic }, ['ar', 'rtl']],
  ['German words', { labels: german }, ['de', 'ltr']],
  ['Chinese words', { labels: chinese }, ['zh-Hans', 'ltr']],
  ['words without a language', { labels: { send: 'Ask' } }, [null, null]],
  ['a language of its own', { labels: arabic, lang: 'ar-EG' }, ['ar-EG', 'rtl']],
  ['a direction of its own', { labels: arabic, dir: 'ltr' }, ['ar', 'ltr']],
  ['both of its own', { labels: arabic, lang: 'en', dir: 'auto' }, ['en', 'auto']],
])('a chat with %s says so of its root, on a server too', (_given, props, expected) => {
  const chat = <Chat chat={chatInHand().chat} {...props} />
  expect(rootOf(render(chat).container)).toEqual(expected)
  const served = document.createElement('div')
  served.innerHTML = renderToString(chat)
  expect(rootOf(served)).toEqual(expected)
})

test('below a provider, language and direction are those of the page', () => {
  const { container } = render(
    <LabelsProvider labels={arabic}>
      <Chat chat={chatInHand().chat} />
    </LabelsProvider>,
  )
  expect(rootOf(container)).toEqual([null, null])
})

test.each([
  ['in the page', () => document.body.appendChild(document.createElement('div'))],
  [
    'in a shadow root',
    () => {
      const host = document.body.appendChild(document.createElement('div'))
      return host.attachShadow({ mode: 'open' })
    },
  ],
])('%s, what is spoken is in the language that the chat has by then', async (_where, place) => {
  const root = place()
  const { chat } = chatInHand()
  const view = createView()
  const shown = (props: ChatProps): ReactNode =>
    createPortal(<Chat chat={chat} view={view} {...props} />, root)
  const { rerender } = render(shown({ lang: 'en-GB' }))
  const outlets = document.querySelector<HTMLElement>('[data-part=announcer]')
  const languageOf = async (words: string): Promise<string | undefined> => {
    await act(async () => view.say(words))
    return outlets?.lang
  }
  expect(await languageOf('Copied')).toBe('en-GB')
  rerender(shown({ labels: german }))
  expect(await languageOf('Kopiert')).toBe('de')
  rerender(shown({}))
  expect(await languageOf('Copied')).toBe(document.documentElement.lang)
  const node = root instanceof ShadowRoot ? root.host : root
  cleanup()
  node.remove()
})
