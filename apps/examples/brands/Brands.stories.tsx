import '@fontsource-variable/nunito'
import '@fontsource-variable/source-serif-4'
import type { Message, Part } from '@millrace/protocol'
import { Chat, type MarkdownSettings } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, waitFor, within } from 'storybook/test'
import bank from './bank.css?raw'
import school from './school.css?raw'
import terminal from './terminal.css?raw'

interface Shown {
  readonly brand: 'bank' | 'school' | 'terminal'
  readonly messages: Message[]
  readonly placeholder: string
  readonly heightPx: number
  readonly theme?: 'light' | 'dark'
}

const brands: Readonly<Record<Shown['brand'], string>> = { bank, school, terminal }

const markdown: MarkdownSettings = { highlighter: shikiHighlighter() }

/**
 * Three brands, each of them nothing but variables: there is no other rule, and no other component. Set them on the chat
 * or anywhere above it. `light-dark()` has both colours in one place, and follows the `theme` of the chat, or the reader's
 * system.
 */
const meta = {
  title: 'Restyle it by variables only',
  argTypes: {
    brand: { table: { disable: true } },
    messages: { table: { disable: true } },
    heightPx: { table: { disable: true } },
    theme: { control: 'inline-radio', options: ['light', 'dark'] },
  },
  render: ({ brand, heightPx, ...props }): ReactElement => (
    <div className={brand} style={{ inlineSize: 600, maxInlineSize: '100%', blockSize: heightPx }}>
      <style>{brands[brand]}</style>
      <Chat markdown={markdown} feedback {...props} />
    </div>
  ),
} satisfies Meta<Shown>

export default meta

type Story = StoryObj<typeof meta>

/** Pictures wait for a brand's own letters, and for the last piece of code that has a colour. */
function story(shown: Shown, font: string, lastOfCode?: string): Story {
  return {
    args: shown,
    play: async ({ canvasElement }) => {
      await document.fonts.load(`16px "${font}"`)
      if (lastOfCode === undefined) return
      const find = () => within(canvasElement).getByText(lastOfCode)
      await waitFor(() => expect(find().dataset['token']).toBeDefined(), { timeout: 10_000 })
    },
    parameters: {
      looks: ['dark', 'phone'],
      docs: {
        canvas: { sourceState: 'shown' },
        source: { code: brands[shown.brand], language: 'css' },
      },
    },
  }
}

function asked(id: string, text: string): Message {
  return { id, role: 'user', parts: [{ type: 'text', text }] }
}

function answered(id: string, ...parts: readonly Part[]): Message {
  return { id, role: 'assistant', parts: [...parts] }
}

export const Bank: Story = story(
  {
    brand: 'bank',
    placeholder: 'Your question',
    heightPx: 830,
    messages: [
      asked('q1', 'What would a loan of 240,000 cost me each month?'),
      answered(
        'a1',
        {
          type: 'text',
          text: `# Over twenty-five years

At the rates of this morning, **repayment included**:

| Fixed for | Rate | Each month |
| :-- | --: | --: |
| 5 years | 3.60 % | 1,214.40 |
| 10 years | 3.45 % | 1,194.82 |
| 15 years | 3.75 % | 1,233.90 |

All terms are in our [price list](https://bank.example/loans).`,
          state: 'done',
        },
        {
          type: 'source-url',
          sourceId: '1',
          url: 'https://bank.example/loans',
          title: 'Loans: rates and terms',
        },
      ),
      asked('q2', 'And if I pay back 10,000 early?'),
      answered('a2', {
        type: 'text',
        text: 'Once a year that is free. You would be done about **fifteen months** sooner.',
        state: 'done',
      }),
    ],
  },
  'Source Serif 4 Variable',
)

export const School: Story = story(
  {
    brand: 'school',
    placeholder: 'Ask me why…',
    heightPx: 780,
    messages: [
      asked('q1', 'Why do leaves turn yellow?'),
      answered('a1', {
        type: 'text',
        text: `## The yellow was there all along!

In summer a leaf is full of **chlorophyll**, which is so green that you see nothing else. In autumn:

1. The days get shorter.
2. The tree takes the green stuff *back in*.
3. What is left is yellow and orange.

> Red is different: some trees make it fresh, only for autumn.

Try it yourself:

- [x] Find a green leaf
- [ ] Put it into warm \`rubbing alcohol\`
- [ ] Look at the paper tomorrow`,
        state: 'done',
      }),
      asked('q2', 'Are needles leaves too?'),
      answered('a2', {
        type: 'text',
        text: 'Yes! They are thin, and waxed so well that they last for **years**.',
        state: 'done',
      }),
    ],
  },
  'Nunito Variable',
)

export const Terminal: Story = story(
  {
    brand: 'terminal',
    placeholder: 'ask, or paste a log',
    heightPx: 880,
    messages: [
      asked('q1', 'why is this query slow?'),
      answered(
        'a1',
        {
          type: 'dynamic-tool',
          toolName: 'explain',
          toolCallId: '1',
          title: 'EXPLAIN ANALYZE',
          state: 'output-available',
          input: { query: 'select …' },
          output: 'Seq Scan on orders (rows=2140031)',
        },
        {
          type: 'text',
          text: `\`lower(email)\` hides the column from \`orders_email_idx\`, so all 2.1 M rows are read. Index what you compare:

\`\`\`sql
-- 1840 ms before, 0.4 ms after
create index concurrently orders_email_lower_idx
  on orders (lower(email));
select id, total from orders
 where lower(email) = 'ada@example.com' limit 20;
\`\`\`

| measured | before | after |
| :-- | --: | --: |
| rows read | 2,140,031 | 3 |
| time, ms | 1840 | 0.4 |`,
          state: 'done',
        },
      ),
      asked('q2', 'does it lock writes?'),
      answered('a2', {
        type: 'text',
        text: 'Not with `concurrently`. It reads the table twice instead, and cannot run in a transaction.',
        state: 'done',
      }),
    ],
  },
  'JetBrains Mono Variable',
  '20',
)
