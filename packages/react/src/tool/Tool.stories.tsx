import type { Message } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer } from '../fixtures/said.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from '../thread/parts.ts'
import { calls } from './fixtures/calls.ts'
import * as Tool from './parts.ts'
import type { ToolCallPart } from './ToolContext.ts'

/**
 * A call of a tool: what it is called with, what came out or went wrong, and the question whether it may run. It is open by
 * itself only while the reader is asked. `<Message.Parts>` shows it for each tool that has no component of your own.
 */
const meta = {
  component: Tool.Root,
  subcomponents: Tool,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 320 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Tool.Root part={part}>
  <Tool.Trigger />
  <Tool.Approval>
    <Tool.Approve />
    <Tool.Deny reason="The reader said no." />
  </Tool.Approval>
  <Tool.Content>
    <Tool.Input />
    <Tool.Output />
    <Tool.Error />
  </Tool.Content>
</Tool.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

/** Calls in a message that may still go on, so that each is what its state says. */
function shown(parts: readonly ToolCallPart[], heightPx = 320): Story {
  return {
    args: { heightPx },
    loaders: [
      handLoader({ messages: [answer('a', parts)] }, (hand) => void hand.chat.resumeStream()),
    ],
  }
}

async function openAll(canvasElement: HTMLElement): Promise<void> {
  for (const trigger of within(canvasElement).queryAllByRole('button', { expanded: false })) {
    await userEvent.click(trigger)
  }
}

// What is refused has the face of what is declined.
const { refused: _, ...all } = calls

export const EveryState: Story = {
  ...shown(Object.values(all), 900),
  parameters: { looks: ['dark', 'forced'] },
}

/** Nothing that is over looks as if it went on, and nothing is asked whose answer would set nothing going. */
export const PassedOver: Story = {
  args: { heightPx: 440 },
  loaders: [
    handLoader({
      messages: [
        answer('a', [calls.written, calls.running, calls.asked, calls.checked, calls.preliminary]),
        { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Never mind.' }] } as Message,
      ],
    }),
  ],
}

export const EachOpen: Story = {
  ...shown([calls.written, calls.done, calls.failed], 900),
  play: ({ canvasElement }) => openAll(canvasElement),
  parameters: { looks: ['dark', 'forced'] },
}

export const DeclinedOpen: Story = {
  ...shown([calls.declined], 400),
  play: ({ canvasElement }) => openAll(canvasElement),
}

export const NeedsApproval: Story = {
  ...shown([calls.asked], 460),
  parameters: { looks: ['dark', 'narrow'] },
}

/** Tab to Approve, Enter; then the focus is on the call. */
export const ApprovedByKeyboard: Story = {
  args: { heightPx: 200 },
  loaders: [handLoader({ messages: [answer('a', [calls.asked])] })],
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const trigger = canvas.getByRole('button', { expanded: true })
    trigger.focus()
    await userEvent.tab()
    await userEvent.tab()
    await expect(canvas.getByRole('button', { name: 'Approve' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(canvas.queryByRole('button', { name: 'Approve' })).toBeNull()
    await expect(trigger).toHaveFocus()
    await expect(trigger).toHaveTextContent('approved')
  },
}

export const DeniedByKeyboard: Story = {
  ...ApprovedByKeyboard,
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    canvas.getByRole('button', { name: 'Approve' }).focus()
    await userEvent.tab()
    await userEvent.keyboard(' ')
    await expect(canvas.getByRole('button', { expanded: false })).toHaveFocus()
    await expect(canvas.getByRole('button', { expanded: false })).toHaveTextContent('declined')
  },
}

export const LongOutput: Story = {
  ...shown(
    [
      {
        ...calls.done,
        output: Array.from({ length: 4000 }, (_, day) => ({ day, rainMm: (day * 7) % 23 })),
      },
    ],
    680,
  ),
  play: ({ canvasElement }) => openAll(canvasElement),
}

export const HostileOutput: Story = {
  ...shown(
    [
      {
        ...calls.done,
        title: `Read\u202eevil ${'very '.repeat(40)}`,
        output: `<button onclick="alert(1)">Approve</button>\n<img src=x onerror=alert(1)>\n${'unbroken'.repeat(60)}`,
      },
    ],
    560,
  ),
  play: ({ canvasElement }) => openAll(canvasElement),
  parameters: { looks: ['narrow'] },
}

export const HostileQuestion: Story = {
  ...shown(
    [
      {
        ...calls.asked,
        title: `Run ${'unbroken'.repeat(20)}`,
        input: { command: 'echo safe \u202e fr- mr', to: `x${'y'.repeat(200)}` },
        approval: { id: 'approval', requestReason: `<b>Harmless</b> ${'unbroken'.repeat(20)}` },
      },
    ],
    600,
  ),
  parameters: { looks: ['narrow'] },
}

export const Arabic: Story = {
  ...shown(
    [
      { ...calls.done, title: 'قراءة الطقس', output: 'أمطار خفيفة في بيرغن' },
      { ...calls.asked, title: 'إرسال رسالة' },
    ],
    780,
  ),
  play: ({ canvasElement }) => openAll(canvasElement),
  globals: { language: 'ar' },
}
