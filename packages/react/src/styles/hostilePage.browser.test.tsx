import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import './styles.css'

afterEach(cleanup)

/** What pages say of all elements, or of all of a kind: resets, and worse. */
const hostile = `
*, *::before, *::after {
  margin: 0; padding: 0; border: 0 solid red; box-sizing: content-box; font: inherit; color: inherit;
  list-style: none; text-decoration: none; vertical-align: baseline; letter-spacing: 0.1em;
}
button { width: 100%; background: red; border-radius: 9px; text-transform: uppercase; }
body button, main ul li { display: block; float: left; }
img, svg, video { display: block; max-width: 100%; height: auto; }
a { color: red; text-decoration: underline wavy; }
h1, h2, h3 { font-size: 9rem; text-align: center; }
textarea { height: 100px; box-shadow: 0 0 9px red; resize: both; }
table { width: 50%; border: 1px solid; }
p, li { line-height: 3; text-align: justify; }
code { background: red; color: white; }
`

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
  style.textContent = hostile
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
