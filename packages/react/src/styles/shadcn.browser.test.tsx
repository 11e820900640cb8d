import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import tokens from './fixtures/shadcnTokens.css?raw'
import shadcn from './shadcn.css?raw'
import styles from './styles.css?raw'

let sheets: readonly HTMLStyleElement[] = []

function load(...texts: readonly string[]): void {
  sheets = texts.map((text) => {
    const sheet = document.createElement('style')
    sheet.textContent = text
    document.head.append(sheet)
    return sheet
  })
}

beforeEach(() => load(styles, shadcn, tokens))

afterEach(() => {
  cleanup()
  for (const sheet of sheets) sheet.remove()
})

/** A chat with all there is and a draft, on a light page; within `.dark` if asked for. */
function shown({ dark = false, theme }: { dark?: boolean; theme?: 'light' | 'dark' } = {}): {
  readonly find: (part: string) => HTMLElement
  readonly surroundings: HTMLElement
} {
  const { chat } = chatInHand({ messages: everything })
  chat.composer.getState().setText('A draft')
  const { container } = render(
    <div className={dark ? 'dark' : 'light'}>
      <Chat chat={chat} theme={theme} />
    </div>,
  )
  return {
    surroundings: container.firstElementChild as HTMLElement,
    find(part) {
      const found = container.querySelector<HTMLElement>(`[data-part='${part}']`)
      if (found === null) throw new Error(`There is no ${part}.`)
      return found
    },
  }
}

/** A token as a colour, where it is used. */
function tokenAt(place: HTMLElement, token: string): string {
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

describe.each([
  ['a light page', false],
  ['.dark within a light page', true],
])('on %s', (_, dark) => {
  test('the colours are those of the tokens', () => {
    const { find, surroundings } = shown({ dark })
    const colours = (property: 'color' | 'backgroundColor' | 'borderTopColor', part: string) =>
      getComputedStyle(find(part))[property]
    expect({
      background: colours('backgroundColor', 'chat'),
      text: colours('color', 'chat'),
      accent: colours('backgroundColor', 'composer-submit'),
      accentText: colours('color', 'composer-submit'),
      question: colours('backgroundColor', 'question'),
      questionText: colours('color', 'question'),
      border: colours('borderTopColor', 'table'),
      control: colours('borderTopColor', 'composer'),
      code: colours('backgroundColor', 'code'),
      card: colours('backgroundColor', 'citation-card'),
    }).toEqual({
      background: tokenAt(surroundings, '--background'),
      text: tokenAt(surroundings, '--foreground'),
      accent: tokenAt(surroundings, '--primary'),
      accentText: tokenAt(surroundings, '--primary-foreground'),
      question: tokenAt(surroundings, '--secondary'),
      questionText: tokenAt(surroundings, '--secondary-foreground'),
      border: tokenAt(surroundings, '--border'),
      control: tokenAt(surroundings, '--input'),
      code: tokenAt(surroundings, '--muted'),
      card: tokenAt(surroundings, '--popover'),
    })
    expect(getComputedStyle(find('chat')).colorScheme).toBe(dark ? 'dark' : 'light')
  })

  test('`theme` does not part the chat from the tokens', () => {
    const { find } = shown({ dark, theme: dark ? 'light' : 'dark' })
    expect(getComputedStyle(find('chat')).colorScheme).toBe(dark ? 'dark' : 'light')
  })
})

test('corners and letters are those of the tokens', () => {
  const { find, surroundings } = shown()
  surroundings.style.setProperty('--radius', '3px')
  surroundings.style.setProperty('--font-sans', 'fantasy')
  surroundings.style.setProperty('--font-mono', 'cursive')
  expect(getComputedStyle(find('question')).borderTopLeftRadius).toBe('3px')
  expect(getComputedStyle(find('chat')).fontFamily).toBe('fantasy')
  expect(getComputedStyle(find('code').querySelector('pre') as Element).fontFamily).toBe('cursive')
})

test('a chat is dark by a `.dark` of its own, too', () => {
  const { find } = shown()
  find('chat').classList.add('dark')
  const { backgroundColor, colorScheme } = getComputedStyle(find('chat'))
  expect(colorScheme).toBe('dark')
  expect(backgroundColor).toBe(tokenAt(find('chat'), '--background'))
})

test.each(['above the chat', 'on it'])('a variable that is set %s wins', (place) => {
  const { find, surroundings } = shown()
  const target = place === 'on it' ? find('chat') : surroundings
  target.style.setProperty('--millrace-accent', 'rgb(1, 2, 3)')
  expect(getComputedStyle(find('composer-submit')).backgroundColor).toBe('rgb(1, 2, 3)')
})

test('the order in which stylesheets come does not matter', () => {
  for (const sheet of sheets) sheet.remove()
  load(tokens, shadcn, styles)
  const { find, surroundings } = shown()
  expect(getComputedStyle(find('question')).backgroundColor).toBe(
    tokenAt(surroundings, '--secondary'),
  )
})

test('who asks for more contrast sees lines, and no quiet text', async () => {
  await commands.emulate({ contrast: 'more' })
  try {
    const { find } = shown()
    expect(getComputedStyle(find('reasoning-trigger')).color).toBe(
      getComputedStyle(find('chat')).color,
    )
    expect(getComputedStyle(find('composer')).borderTopColor).not.toBe(
      tokenAt(find('chat'), '--input'),
    )
  } finally {
    await commands.emulate({ contrast: 'no-preference' })
  }
})

test('it sets nothing that the theme does not know', () => {
  const known = new Set(styles.match(/--_?[a-z-]+(?=: var\(--millrace)/g))
  const set = shadcn.match(/--_[a-z-]+(?=:)/g) ?? []
  expect(set.length).toBeGreaterThan(10)
  expect(set.filter((name) => !known.has(name))).toEqual([])
})
