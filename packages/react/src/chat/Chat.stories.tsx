import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { answer, question } from '../fixtures/said.ts'
import { hostilePage } from '../styles/fixtures/hostilePage.ts'
import { Chat, type ChatProps } from './Chat.tsx'

type Shown = Omit<StageArgs, 'theme' | 'dir'> &
  Pick<ChatProps, 'theme' | 'dir' | 'lang' | 'labels' | 'catalogue' | 'placeholder'> &
  Pick<ChatProps, 'showUsage' | 'showTimes' | 'feedback' | 'onQuestion'>

/**
 * The whole chat in one component: a thread, what is wrong if something is, and the message box. Give it the address of a
 * route and it works; everything else is a prop. What it is made of are parts, which you can put together yourself.
 */
const meta = {
  component: Chat,
  argTypes: {
    ...stageControls,
    onQuestion: { control: 'inline-radio', options: ['follow', 'pin'] },
    placeholder: { control: 'text' },
    lang: { control: 'text' },
    labels: noControl,
    catalogue: noControl,
  },
  args: { widthPx: 640, heightPx: 760, showUsage: false, showTimes: false, feedback: false },
  render: ({ widthPx, heightPx, ...props }, { loaded }): ReactElement => (
    <div style={{ inlineSize: widthPx, maxInlineSize: '100%', blockSize: heightPx }}>
      <Chat chat={(loaded['hand'] as ChatInHand).chat} {...props} />
    </div>
  ),
  parameters: {
    docs: {
      source: shownAs(`
import { Chat } from '@millrace/react'
import '@millrace/react/styles.css'

export const App = () => <Chat api="/api/chat" />
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const messages = [
  question('q1', 'How do I read a file line by line?'),
  answer('a1', [
    { type: 'reasoning', text: 'Node has readline for that.', state: 'done' },
    {
      type: 'text',
      text: `With \`readline\`, which waits for **each line**:

\`\`\`js
for await (const line of createInterface({ input })) {
  console.log(line)
}
\`\`\`

- It keeps one line in memory.
- See the [manual](https://example.com/readline).`,
    },
    {
      type: 'source-url',
      sourceId: '1',
      url: 'https://example.com/readline',
      title: 'Reading lines',
    },
  ]),
  question('q2', 'Does it close the file?'),
  answer('a2', 'Yes, at the end of the loop.', { model: 'small-1', provider: 'Example' }),
]

export const Conversation: Story = {
  loaders: [handLoader({ messages })],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced', 'narrow', 'large', 'print'] },
}

/** Four of five tokens are used: the meter has come, and above the line is what the model no longer sees. */
const lasting = handLoader({ messages }, (hand) =>
  playTurn(hand, {
    question: 'And if the file is empty?',
    text: 'Then the loop has no turn, and the file is closed at once.',
    report: { tokens: 101_400, droppedMessages: 2, firstKeptId: 'q2' },
    facts: {
      model: 'small-1',
      provider: 'Example',
      usage: { inputTokens: 101_400, outputTokens: 18, totalTokens: 101_418 },
    },
  }),
)

export const NearTheEndOfTheWindow: Story = { loaders: [lasting], parameters: { looks: ['dark'] } }

export const WithUsage: Story = {
  args: { showUsage: true, catalogue: prices },
  loaders: [lasting],
  parameters: {
    looks: ['dark', 'narrow'],
    docs: {
      source: shownAs(`
import { defaultCatalogue } from '@millrace/protocol'
import { Chat } from '@millrace/react'

export const App = () => <Chat api="/api/chat" catalogue={defaultCatalogue} showUsage />
`),
    },
  },
}

export const WithATrouble: Story = {
  args: { heightPx: 480 },
  loaders: [
    handLoader({ reconnect: { maxAttempts: 0 } }, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters short wavelengths more than')
      frames.frame()
      await script.close()
      frames.all()
      chat.composer.getState().setText('And at sunset?')
    }),
  ],
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

export const Arabic: Story = {
  args: { heightPx: 840 },
  loaders: [
    handLoader({
      messages: [
        question('q1', 'لماذا السماء زرقاء؟'),
        answer('a1', [
          { type: 'reasoning', text: 'سؤال عن تشتت الضوء.', state: 'done' },
          {
            type: 'text',
            text: `لأن الهواء يشتت **الموجات القصيرة** أكثر من الطويلة:

1. ضوء الشمس خليط من الألوان.
2. الأزرق يتشتت في كل الاتجاهات.

   وهذا ما نراه من كل جانب.

> ما نراه هو الضوء المتشتت.

\`\`\`js
const blueNm = 450
\`\`\``,
          },
          {
            type: 'source-url',
            sourceId: '1',
            url: 'https://example.com/sky',
            title: 'تشتت رايلي',
          },
        ]),
        question('q2', 'What is it called in English?'),
        answer('a2', 'Rayleigh scattering, after Lord Rayleigh.'),
      ],
    }),
  ],
  parameters: {
    looks: ['dark'],
    docs: {
      source: shownAs(`
import { Chat } from '@millrace/react'
import { arabic } from '@millrace/react/labels/ar'

export const App = () => <Chat api="/api/chat" labels={arabic} />
`),
    },
  },
  globals: { language: 'ar' },
}

/** A page whose resets are in no layer, whose letters are larger, and which runs from right to left. */
export const InAHostilePage: Story = {
  loaders: [handLoader({ messages })],
  render: (args, context) => (
    <div dir="rtl" style={{ inlineSize: 640 }}>
      <style>{`:root { font-size: 20px } ${hostilePage}`}</style>
      {meta.render(args, context)}
    </div>
  ),
  // Its rules are for all that is around.
  parameters: { docs: { story: { inline: false, height: '800px' } } },
}
