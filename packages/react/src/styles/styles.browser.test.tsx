import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import './styles.css'

afterEach(cleanup)

function styleOf(element: Element | null): CSSStyleDeclaration {
  if (element === null) throw new Error('There is no such element.')
  return getComputedStyle(element)
}

test.each(['light', 'dark'] as const)('variables set above a %s chat reach it', (theme) => {
  const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
  container.style.setProperty('--millrace-background', 'rgb(1, 2, 3)')
  container.style.setProperty('--millrace-font-text', 'monospace')
  const style = styleOf(container.querySelector('[data-part="chat"]'))
  expect(style.backgroundColor).toBe('rgb(1, 2, 3)')
  expect(style.fontFamily).toBe('monospace')
})

test('without a theme it follows the reader, with one it does not', () => {
  const background = (theme?: 'light' | 'dark'): string => {
    cleanup()
    const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
    return styleOf(container.querySelector('[data-part="chat"]')).backgroundColor
  }
  // Tests run in a browser that prefers light.
  expect(background()).toBe(background('light'))
  expect(background('dark')).not.toBe(background('light'))
})
