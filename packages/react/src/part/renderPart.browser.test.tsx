import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ComponentProps, ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import * as Composer from '../composer/parts.ts'
import { chatInHand } from '../fixtures/chatInHand.ts'
import * as Thread from '../thread/parts.ts'

afterEach(cleanup)

function within(children: ReactNode): ReturnType<typeof chatInHand> {
  const hand = chatInHand()
  render(<ChatProvider chat={hand.chat}>{children}</ChatProvider>)
  return hand
}

test('a part takes every prop of its node, ref among them, and functions of its state', () => {
  let node: HTMLElement | null = null
  within(
    <Thread.Root
      id="mine"
      ref={(given) => {
        node = given
      }}
      className={({ away }) => (away ? 'away' : 'at-end')}
    />,
  )
  expect(document.getElementById('mine')).toBe(node)
  expect(document.getElementById('mine')?.className).toBe('at-end')
})

test('an element in place of a part keeps its own handlers, and the part keeps its own too', () => {
  const pressed: string[] = []
  function Fancy(props: ComponentProps<'textarea'>): ReactNode {
    return <textarea {...props} data-fancy="" />
  }
  const { chat } = within(
    <Composer.Input render={<Fancy onChange={() => pressed.push('theirs')} />} />,
  )
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'x' } })
  expect(pressed).toEqual(['theirs'])
  expect(chat.composer.getState().text).toBe('x')
})

test('a handler of the caller comes first, and prevents ours', () => {
  const { chat } = within(<Composer.Input onChange={(event) => event.preventDefault()} />)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'x' } })
  expect(chat.composer.getState().text).toBe('')
})

test('a prop that is undefined leaves the default', () => {
  within(<Composer.Input placeholder={undefined} aria-label={undefined} />)
  expect(screen.getByRole('textbox', { name: 'Message' }).getAttribute('placeholder')).toBe(
    'Ask anything',
  )
})
