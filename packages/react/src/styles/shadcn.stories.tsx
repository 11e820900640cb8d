import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { Chat } from '../chat/Chat.tsx'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { answer, question } from '../fixtures/said.ts'
import tokens from './fixtures/shadcnTokens.css?raw'
import shadcn from './shadcn.css?raw'

interface Shown {
  /** Whether what is around the chat has the class `dark`, on a page that has not. */
  readonly dark: boolean
}

/**
 * `@millrace/react/shadcn.css` beside `styles.css`: the chat in the tokens of shadcn/ui, here in those that a new project
 * begins with. `.dark` anywhere above the chat, or on it, is dark.
 */
const meta = {
  title: 'styles/shadcn',
  component: Chat,
  args: { dark: false },
  parameters: {
    docs: {
      source: {
        code: "import '@millrace/react/styles.css'\nimport '@millrace/react/shadcn.css'",
        language: 'ts',
      },
    },
  },
  render: ({ dark }, { loaded }): ReactElement => (
    <div
      className={dark ? 'dark' : undefined}
      style={{ inlineSize: 640, maxInlineSize: '100%', blockSize: 820 }}
    >
      {/* Not imported: other stories are on pages without tokens. */}
      <style>{tokens + shadcn}</style>
      <Chat chat={(loaded['hand'] as ChatInHand).chat} />
    </div>
  ),
  loaders: [
    handLoader({ reconnect: { maxAttempts: 0 } }, async ({ chat, script, frames }) => {
      chat.setMessages([
        question('q1', 'How do I keep only the last value of each key?'),
        answer('a1', [
          { type: 'reasoning', text: 'A Map keeps the last.', state: 'done' },
          {
            type: 'text',
            text: `A \`Map\` overwrites, so **the last one stays**:

\`\`\`ts
const latest = new Map(pairs) // [key, value][]
\`\`\`

| pairs | result |
| :-- | --: |
| \`a 1\`, \`a 2\` | \`a 2\` |

See [Map on MDN](https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Map).`,
          },
        ]),
      ])
      void chat.sendMessage('And in the order of the last writes?')
      await script.accept()
      await script.text('Delete the key before you')
      frames.frame()
      await script.close()
      frames.all()
      chat.composer.getState().setText('Never mind, and thank you')
    }),
  ],
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

export const Light: Story = { parameters: { looks: ['forced'] } }

export const DarkWithinALightPage: Story = { args: { dark: true } }
