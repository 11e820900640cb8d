import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import { hostilePage } from './fixtures/hostilePage.ts'
import './styles.css'

afterEach(cleanup)

/** The computed style of everything that is shown, pseudo-elements too. */
function looksOf(root: Element): readonly string[] {
  return [root, ...root.querySelectorAll('*')].flatMap((element) =>
    [undefined, '::before', '::after'].map((pseudo) => {
      const style = getComputedStyle(element, pseudo)
      if (pseudo !== undefined && style.content === 'none') return ''
      const told = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)
      return `${element.tagName} ${element.getAttribute('data-part') ?? ''}${pseudo ?? ''}\n${told.join('\n')}`
    }),
  )
}

test('what a page says of all elements of a kind changes nothing in the chat', () => {
  const { chat } = chatInHand({ messages: everything })
  const { container } = render(
    <main>
      <Chat chat={chat} showUsage showTimes onFeedback={() => {}} />
    </main>,
  )
  const root = container.querySelector('[data-part=chat]') as HTMLElement
  const before = looksOf(root)
  const style = document.createElement('style')
  style.textContent = hostilePage
  document.head.append(style)
  try {
    const after = looksOf(root)
    const changed = after.flatMap((look, at) => {
      const was = new Set(before[at]?.split('\n'))
      const now = look.split('\n').filter((line) => !was.has(line))
      return now.length === 0 ? [] : [`${look.split('\n')[0] ?? ''}: ${now.slice(0, 8).join('; ')}`]
    })
    expect([...new Set(changed)]).toEqual([])
  } finally {
    style.remove()
  }
})
