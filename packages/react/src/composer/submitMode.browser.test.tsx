import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { question } from '../fixtures/said.ts'
import type { SubmitMode } from './SubmitModeContext.ts'

afterEach(cleanup)

/** What is sent and what is left in the box after these keys, with real ones. */
async function after(keys: string, submitMode?: SubmitMode) {
  const { chat, script } = chatInHand()
  render(<Chat chat={chat} submitMode={submitMode} />)
  const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
  box.focus()
  await userEvent.keyboard(keys)
  return { sent: script.sent.length, left: box.value, hint: box.enterKeyHint }
}

const mod = '{Control>}{Enter}{/Control}'
const meta = '{Meta>}{Enter}{/Meta}'

describe('the key that sends', () => {
  test.each<readonly [SubmitMode | undefined, string, number, string]>([
    [undefined, '{Enter}', 1, ''],
    ['enter', '{Enter}', 1, ''],
    ['enter', mod, 1, ''],
    ['enter', '{Shift>}{Enter}{/Shift}', 0, 'Hi\n'],
    ['mod-enter', '{Enter}', 0, 'Hi\n'],
    ['mod-enter', mod, 1, ''],
    ['mod-enter', meta, 1, ''],
    ['none', '{Enter}', 0, 'Hi\n'],
    ['none', mod, 0, 'Hi'],
  ])('with %s, %s sends %i', async (mode, keys, sent, left) => {
    const { hint, ...rest } = await after(`Hi${keys}`, mode)
    expect(rest).toEqual({ sent, left })
    expect(hint).toBe((mode ?? 'enter') === 'enter' ? 'send' : 'enter')
  })

  test.each<SubmitMode>(['enter', 'mod-enter'])(
    'with %s, never one that confirms a candidate of an input method',
    async (submitMode) => {
      const { chat, script } = chatInHand()
      render(<Chat chat={chat} submitMode={submitMode} />)
      const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
      box.focus()
      const session = cdp()
      await session.send('Input.imeSetComposition', {
        text: 'にほん',
        selectionStart: 3,
        selectionEnd: 3,
      })
      await userEvent.keyboard(submitMode === 'enter' ? '{Enter}' : mod)
      expect(script.sent).toHaveLength(0)
      await session.send('Input.insertText', { text: '日本' })
      expect(box.value).toContain('日本')
      await userEvent.keyboard(submitMode === 'enter' ? '{Enter}' : mod)
      expect(script.sent).toHaveLength(1)
    },
  )

  test('is the same where a question is edited', async () => {
    const { chat, script } = chatInHand({ messages: [question('q', 'Hi')] })
    render(<Chat chat={chat} submitMode="mod-enter" />)
    screen.getByRole('button', { name: 'Edit' }).click()
    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Edited message' })
    await userEvent.keyboard('{Enter}you')
    expect(box.value).toBe('Hi\nyou')
    await userEvent.keyboard(mod)
    expect(script.sent).toHaveLength(1)
  })
})
