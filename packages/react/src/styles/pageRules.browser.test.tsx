import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { Chat, type ChatProps } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import styles from './styles.css?raw'

let sheets: readonly HTMLStyleElement[] = []

afterEach(() => {
  cleanup()
  for (const sheet of sheets) sheet.remove()
  document.documentElement.removeAttribute('style')
})

/** Stylesheets of the page, in this order. */
function load(...texts: readonly string[]): void {
  sheets = texts.map((text) => {
    const sheet = document.createElement('style')
    sheet.textContent = text
    document.head.append(sheet)
    return sheet
  })
}

function OwnPart() {
  return <button type="button">Mine</button>
}

const components: ChatProps['components'] = { 'data-own': OwnPart }

function shown(props: Partial<ChatProps> = {}): (selector: string) => CSSStyleDeclaration {
  const messages = [
    question('q', 'Why?'),
    answer('a', [
      { type: 'text', text: 'Because.' },
      { type: 'data-own', data: {} },
    ]),
  ]
  const { chat } = chatInHand({ messages })
  const { container } = render(<Chat chat={chat} components={components} {...props} />)
  return (selector) => {
    const found = container.querySelector(selector)
    if (found === null) throw new Error(`There is no ${selector}.`)
    return getComputedStyle(found)
  }
}

const chat = '[data-part=chat]'
const send = '[data-part=composer-submit]'

describe('a rule of the page wins that', () => {
  test.each([
    ['names a part', `[data-part='composer-submit'] { border-radius: 3px }`],
    ['names a part below a class', `.mine [data-part='composer-submit'] { border-radius: 3px }`],
    ['names an attribute of state', `[data-action='send'] { border-radius: 3px }`],
    ['is important, whatever it names', 'button { border-radius: 3px !important }'],
  ])('%s', (_, rule) => {
    load(rule, styles)
    expect(shown({ className: 'mine' })(send).borderTopLeftRadius).toBe('3px')
  })

  test('means a component of its own', () => {
    load(styles, 'button { border-radius: 3px }')
    const look = shown()
    expect(look('[data-part=message-body] > button').borderTopLeftRadius).toBe('3px')
    expect(look(send).borderTopLeftRadius).not.toBe('3px')
  })
})

describe('a rule of the page for all buttons in a layer', () => {
  const base = '@layer base { button { border-radius: 3px } }'

  test.each([
    ['loses to the theme that comes after it', [base, styles]],
    ['loses where the page says so', ['@layer base, millrace, utilities;', styles, base]],
  ])('%s', (_, texts) => {
    load(...texts)
    expect(shown()(send).borderTopLeftRadius).not.toBe('3px')
  })

  test('wins over a theme that came before it', () => {
    load(styles, base)
    expect(shown()(send).borderTopLeftRadius).toBe('3px')
  })
})

describe('from the page come down', () => {
  test('the size of its letters', () => {
    load(styles)
    document.documentElement.style.fontSize = '20px'
    const look = shown()
    expect(look(chat).fontSize).toBe('20px')
    expect(look(send).inlineSize).toBe('45px')
  })

  test('what enlarges all that is in an element', () => {
    load(styles, 'body { zoom: 2 }')
    shown()
    expect(document.querySelector(send)?.getBoundingClientRect().width).toBe(72)
  })

  test('its direction, unless the chat has its own', () => {
    load(styles, 'body { direction: rtl }')
    expect(shown()(chat).direction).toBe('rtl')
    cleanup()
    expect(shown({ dir: 'ltr' })(chat).direction).toBe('ltr')
  })

  test('what is inherited and not set by the theme', () => {
    load(styles, 'body { hyphens: auto; cursor: help; caret-color: red }')
    const { hyphens, cursor, caretColor } = shown()('[data-part=question]')
    expect([hyphens, cursor, caretColor]).toEqual(['auto', 'help', 'rgb(255, 0, 0)'])
  })

  test('no colour, and nothing of its letters but their size', () => {
    load(styles, 'body { color: red; font: italic 700 30px/3 cursive; letter-spacing: 1em }')
    const { color, font, letterSpacing } = shown()(chat)
    expect({ color, font, letterSpacing }).toEqual({
      color: 'rgb(28, 29, 31)',
      font: '16px / 25.6px system-ui, sans-serif',
      letterSpacing: 'normal',
    })
  })
})

describe('light or dark', () => {
  test('is what the reader prefers, whatever the page is', () => {
    load(styles, ':root { color-scheme: dark }')
    expect(shown()(chat).backgroundColor).toBe('rgb(255, 255, 255)')
  })

  test('is what the page is, where it says so', () => {
    load(styles, `:root { color-scheme: dark } [data-part='chat'] { color-scheme: inherit }`)
    expect(shown()(chat).backgroundColor).toBe('rgb(23, 24, 26)')
  })

  test('is told by `theme` to a brand above the chat, too', () => {
    load(styles, 'body { --millrace-background: light-dark(rgb(1 1 1), rgb(2 2 2)) }')
    expect(shown({ theme: 'dark' })(chat).backgroundColor).toBe('rgb(2, 2, 2)')
  })
})
