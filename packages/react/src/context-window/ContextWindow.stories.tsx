import type { Facts, TrimReport } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { Stage, type StageProps } from '../fixtures/Stage.tsx'
import * as Composer from '../composer/parts.ts'
import * as ContextWindow from './parts.ts'

type Shown = StageArgs & Pick<StageProps, 'catalogue'>

/**
 * How much of the model's window the conversation takes: a ring in the message box, and the figures behind it. Here it
 * stands where it stands in `<Chat>`, at the end of a page. It knows what the route reports with each answer, and asks
 * nobody.
 */
const meta = {
  component: ContextWindow.Meter,
  subcomponents: ContextWindow,
  argTypes: { ...stageControls, catalogue: noControl },
  args: { widthPx: 400, heightPx: 80 },
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <Composer.Root>
          <Composer.Input />
          <ContextWindow.Meter />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Composer.Root>
  <Composer.Input />
  <ContextWindow.Meter>
    <ContextWindow.Trigger />
    <ContextWindow.Details />
  </ContextWindow.Meter>
  <Composer.Submit />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const budget = 126_976
const facts: Facts = {
  model: 'small-1',
  usage: { inputTokens: 88_200, outputTokens: 640, totalTokens: 88_840 },
}

/** A conversation of which the last answer left this much of the window used. */
function used(report: Partial<TrimReport> | undefined, told: Facts = facts): Story {
  return { loaders: [handLoader({}, (hand) => playTurn(hand, { report, facts: told }))] }
}

const share = (part: number): Partial<TrimReport> => ({ tokens: Math.round(part * budget) - 640 })

export const TenPerCent: Story = used(share(0.1))
export const SeventyPerCent: Story = {
  ...used(share(0.7)),
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}
export const NinetyPerCent: Story = used(share(0.9))
export const Full: Story = { ...used(share(1)), parameters: { looks: ['dark', 'forced'] } }
export const LimitUnknown: Story = { ...used(undefined), parameters: { looks: ['dark'] } }

/** Two presses of Tab lead from the page into the message box and on to the meter; Enter opens it. */
const openByKeyboard: Story['play'] = async ({ canvasElement }) => {
  const trigger = within(canvasElement).getByRole('button', { name: /Context|السياق/ })
  await userEvent.tab()
  await userEvent.tab()
  await expect(trigger).toHaveFocus()
  await userEvent.keyboard('{Enter}')
}

const roomy = { heightPx: 320 }

export const DetailsWithCost: Story = {
  ...used(share(0.7)),
  args: { ...roomy, catalogue: prices },
  play: openByKeyboard,
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

/** Without a catalogue, and for a model whose price is not known, no cost is shown. */
export const DetailsWithoutCost: Story = {
  ...used(share(0.7), { ...facts, model: 'unpriced-1' }),
  args: { ...roomy, catalogue: prices },
  play: openByKeyboard,
}

/** All that may be said: left out, and every count an estimate. */
export const DetailsOfWhatWasLeftOut: Story = {
  ...used({ ...share(0.97), droppedMessages: 12, firstKeptId: 'id-1', estimated: true }),
  args: { ...roomy, heightPx: 360, catalogue: prices },
  play: openByKeyboard,
  parameters: { looks: ['narrow'] },
}

export const DetailsOfASummary: Story = {
  ...used({ ...share(0.82), droppedMessages: 12, firstKeptId: 'id-1', summarized: true }),
  args: roomy,
  play: openByKeyboard,
}

export const DetailsWithoutALimit: Story = {
  ...used(undefined),
  args: roomy,
  play: openByKeyboard,
}
