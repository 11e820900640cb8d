import { withFacts } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer, question } from '../fixtures/said.ts'
import { Stage } from '../fixtures/Stage.tsx'
import * as Message from '../message/parts.ts'
import { ThreadDay } from './ThreadDay.tsx'

/** Days long gone, so that their words never change, and times by one clock. */
const said = [
  ['q', '2019-12-30T21:41', 'How far do bees fly?', 'إلى أي مدى يطير النحل؟'],
  ['a', '2019-12-30T21:42', 'Up to five kilometres.', 'حتى خمسة كيلومترات.'],
  ['q', '2020-01-01T08:05', 'And in winter?', 'وفي الشتاء؟'],
  ['a', '2020-01-01T08:06', 'They stay in their hive.', 'يبقى في خليته.'],
  ['q', '2020-02-29T16:30', 'It is warm today.', 'الجو دافئ اليوم.'],
  ['a', '2020-02-29T16:31', 'From 10 °C on they go out.', 'يخرج من 10 درجات فصاعدًا.'],
] as const

function conversation(language: 'english' | 'arabic'): NonNullable<Story['loaders']> {
  const messages = said.map(([author, moment, english, arabic], index) => {
    const say = author === 'q' ? question : answer
    const timings = { createdAt: Date.parse(`${moment}Z`) }
    return withFacts(say(`m${index}`, language === 'english' ? english : arabic), { timings })
  })
  return [handLoader({ messages })]
}

/**
 * A line where a day begins, and the hour of each message. Both know when a message was written from its
 * `metadata.millrace.timings`; days and hours are written as the language of the labels writes them.
 */
const meta = {
  component: ThreadDay,
  subcomponents: { Time: Message.Time },
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 640 },
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div>
        <div data-part="thread-content">
          <ol data-part="messages">
            {said.map(([, moment], index) => (
              <li key={moment}>
                <ThreadDay before={`m${index}`} timeZone="UTC" />
                <Message.Root id={`m${index}`}>
                  <Message.Author />
                  <div data-part="message-body">
                    <Message.Parts />
                  </div>
                  <Message.Time timeZone="UTC" />
                </Message.Root>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Thread.Messages>
  {(id) => (
    <Message.Root id={id}>
      <Thread.Day before={id} timeZone="UTC" />
      <Message.Parts />
      <Message.Time timeZone="UTC" />
    </Message.Root>
  )}
</Thread.Messages>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

export const ThreeDays: Story = {
  loaders: conversation('english'),
  parameters: { looks: ['dark', 'narrow'] },
}

/** Arabic days and times, in a conversation that runs from right to left. */
export const ThreeDaysInArabic: Story = {
  loaders: conversation('arabic'),
  globals: { language: 'ar' },
}

/** English days and times between Arabic messages: hours stay before their AM and PM. */
export const EnglishWordsFromRightToLeft: Story = {
  args: { dir: 'rtl' },
  loaders: conversation('arabic'),
}
