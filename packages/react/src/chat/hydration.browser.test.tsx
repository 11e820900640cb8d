import { withFacts } from '@millrace/protocol'
import { act, fireEvent, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { everything } from '../fixtures/everything.ts'
import { prices } from '../fixtures/prices.ts'
import { answer, question } from '../fixtures/said.ts'
import { Chat } from './Chat.tsx'

test('what a server rendered comes to life without a warning: meter, usage, Continue, limit', async () => {
  const errors = vi.spyOn(console, 'error')
  const usage = { inputTokens: 1204, outputTokens: 356, totalTokens: 1560 }
  const facts = { model: 'small-1', usage, finishReason: 'length' as const }
  const messages = [question('q', 'Hi'), withFacts(answer('a', 'Good mor'), facts)]
  const hand = chatInHand({ messages })
  const tree = (
    <StrictMode>
      <Chat chat={hand.chat} catalogue={prices} showUsage />
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const parts = ['context-window', 'message-usage', 'action-continue', 'composer-limit']
  const nodes = parts.map((part) => host.querySelector(`[data-part=${part}]`))
  expect(nodes).not.toContain(null)
  const root = await act(async () => hydrateRoot(host, tree))
  expect(parts.map((part) => host.querySelector(`[data-part=${part}]`))).toEqual(nodes)
  // And all of it works.
  fireEvent.click(screen.getByRole('button', { name: /^Context/ }))
  expect(screen.getByText('1,560 tokens')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
  await act(() => playAnswer(hand, { text: 'ning.' }))
  expect(screen.getByText('Good morning.')).toBeTruthy()
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

test('a conversation with every kind of message and part comes to life without a warning', async () => {
  const errors = vi.spyOn(console, 'error')
  const hand = chatInHand({ messages: everything })
  const tree = (
    <StrictMode>
      <Chat chat={hand.chat} catalogue={prices} showUsage onFeedback={() => {}} />
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const messages = [...host.querySelectorAll('[data-part=message]')]
  expect(messages).toHaveLength(everything.length)
  const root = await act(async () => hydrateRoot(host, tree))
  expect([...host.querySelectorAll('[data-part=message]')]).toEqual(messages)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

const attachments = {}
const triggers = [{ character: '/', label: 'Commands', items: [{ id: 'new', label: 'new' }] }]
const suggestions = ['Why is the sky blue?']

test('a composer with all that is loaded later comes to life without a warning, and has it then', async () => {
  const errors = vi.spyOn(console, 'error')
  const models = {
    load: () => Promise.resolve({ models: [{ id: 'fast' }, { id: 'deep' }] }),
  }
  const tree = (
    <StrictMode>
      <Chat
        chat={chatInHand({ models }).chat}
        attachments={attachments}
        triggers={triggers}
        suggestions={suggestions}
        dictation
        readAloud
      />
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const recovered: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(host, tree, { onRecoverableError: (error) => recovered.push(error) }),
  )
  expect(await screen.findByRole('button', { name: 'Attach files' })).toBeTruthy()
  expect(await screen.findByRole('combobox', { name: 'Model' })).toBeTruthy()
  expect(host.querySelector('[data-part=composer-triggers]')).not.toBeNull()
  expect(recovered).toEqual([])
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})
