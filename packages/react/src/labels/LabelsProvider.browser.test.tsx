import { withFacts } from '@millrace/protocol'
import { cleanup, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { ComposerInput } from '../composer/ComposerInput.tsx'
import { ComposerRoot } from '../composer/ComposerRoot.tsx'
import { ComposerSubmit } from '../composer/ComposerSubmit.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { chinese } from './chinese.ts'
import { german } from './german.ts'
import type { Labels } from './labels.ts'
import { LabelsProvider } from './LabelsProvider.tsx'

afterEach(cleanup)

/** The name and the hint of the message box, and the name of the button. */
function composerWords(): readonly (string | null)[] {
  const box = screen.getByRole('textbox')
  const button = screen.getByRole('button')
  return [
    box.getAttribute('aria-label'),
    box.getAttribute('placeholder'),
    button.getAttribute('aria-label'),
  ]
}

function composer(labels?: Partial<Labels>): ReactNode {
  return (
    <ChatProvider chat={chatInHand().chat} labels={labels}>
      <ComposerRoot>
        <ComposerInput />
        <ComposerSubmit />
      </ComposerRoot>
    </ChatProvider>
  )
}

test('every chat below speaks its language, words, numbers and days', () => {
  const timings = { createdAt: Date.parse('2020-03-03T09:41:00Z') }
  const usage = { inputTokens: 1204, outputTokens: 356, totalTokens: 1560 }
  const messages = [
    withFacts(question('q', 'Hallo'), { timings }),
    answer('a', 'Guten Morgen', { timings, usage }),
  ]
  render(
    <LabelsProvider labels={german}>
      <Chat chat={chatInHand({ messages }).chat} showUsage showTimes />
      <Chat chat={chatInHand().chat} />
    </LabelsProvider>,
  )
  expect(screen.getAllByRole('textbox', { name: 'Nachricht' })).toHaveLength(2)
  expect(screen.getAllByRole('button', { name: 'Senden' })).toHaveLength(2)
  expect(screen.getByRole('article', { name: 'Ich' })).toBeTruthy()
  expect(screen.getByRole('article', { name: 'Assistent' }).textContent).toContain(
    '1.204 gelesen · 356 geschrieben',
  )
  expect(screen.getByText('Dienstag, 3. März 2020')).toBeTruthy()
  expect(screen.getByText('Wobei kann ich helfen?')).toBeTruthy()
})

test('without one, and without words of its own, a chat speaks English', () => {
  render(composer())
  expect(composerWords()).toEqual(['Message', 'Ask anything', 'Send'])
})

test('a provider within another changes the words that it has, and so does a chat', () => {
  render(
    <LabelsProvider labels={german}>
      <LabelsProvider labels={{ send: 'Fragen', placeholder: 'Worum geht es?' }}>
        {composer({ placeholder: 'Frage zu diesem Auftrag' })}
      </LabelsProvider>
    </LabelsProvider>,
  )
  expect(composerWords()).toEqual(['Nachricht', 'Frage zu diesem Auftrag', 'Fragen'])
})

test('words that come later take the place of the English ones, and what was typed stays', () => {
  const chat = composer()
  const { rerender } = render(<LabelsProvider labels={undefined}>{chat}</LabelsProvider>)
  expect(composerWords()).toEqual(['Message', 'Ask anything', 'Send'])
  const box = screen.getByRole('textbox')
  rerender(<LabelsProvider labels={chinese}>{chat}</LabelsProvider>)
  expect(composerWords()).toEqual(['消息', '请输入问题', '发送'])
  expect(screen.getByRole('textbox')).toBe(box)
})
