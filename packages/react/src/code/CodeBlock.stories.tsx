import type { StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { stillness } from '../fixtures/stillness.ts'
import { CodeBlock, type CodeBlockProps } from './CodeBlock.tsx'
import { codeChunks } from './codeChunks.ts'
import { fakeHighlighter } from './fixtures/fakeHighlighter.ts'
import { HighlighterContext } from './HighlighterContext.ts'

interface Shown extends StageArgs, Omit<CodeBlockProps, 'chunks'> {
  readonly code: string
  readonly coloured: boolean
}

/**
 * Code in an answer, with its language, copy and download. What is longer than 40 lines is collapsed; colours come line by
 * line in the browser's idle time, where a highlighter is given. Markdown renders it for each fence.
 */
const meta = {
  component: CodeBlock,
  argTypes: {
    ...stageControls,
    code: { description: 'What is in the fence.', control: 'text' },
    language: { control: 'text' },
    coloured: {
      description: 'Whether there is a highlighter, here a small one of its own.',
      control: 'boolean',
    },
  },
  args: {
    widthPx: 640,
    heightPx: 270,
    code: '',
    language: 'ts',
    complete: true,
    coloured: false,
  },
  loaders: [handLoader()],
  render: ({ code, language, complete, coloured, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div data-part="thread-scroller">
        <div data-part="thread-content">
          <Coloured coloured={coloured}>
            <CodeBlock chunks={codeChunks(code)} language={language} complete={complete} />
          </Coloured>
        </div>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
import { Markdown } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'

// Made once, outside of components.
const highlighter = patientHighlighter()

export const Answer = ({ text }: { text: string }) => (
  <Markdown text={text} highlighter={highlighter} />
)
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

function Coloured(props: { readonly coloured: boolean; readonly children: ReactElement }) {
  const [highlighter] = useState(fakeHighlighter)
  return (
    <HighlighterContext value={props.coloured ? highlighter : undefined}>
      {props.children}
    </HighlighterContext>
  )
}

const short = `import { createInterface } from 'node:readline'

export async function lengths(input: Readable): Promise<number[]> {
  const found = []
  for await (const line of createInterface({ input })) found.push(line.length)
  return found
}
`

function stations(lines: number): string {
  const found = Array.from(
    { length: lines - 2 },
    (_, index) =>
      `const station${index} = { id: ${1000 + index}, name: 'No. ${index}', wet: true }\n`,
  )
  return `/* Stations, as the weather service gives them:\n   every line is one. */\n${found.join('')}`
}

export const WithHeader: Story = {
  args: { code: short },
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const WithoutLanguage: Story = {
  args: { code: 'total 0\ndrwxr-xr-x 2 ada ada 64 Jan  1 12:00 bees\n', language: undefined },
}

export const BeingWritten: Story = {
  args: { code: 'export function reverse(text: str', complete: false, coloured: true },
  parameters: { looks: ['dark'] },
}

export const Copied: Story = {
  args: { code: short },
  play: async ({ canvasElement }) => {
    await press(canvasElement, () => Promise.resolve())
    await within(canvasElement).findByRole('button', { name: 'Copied' })
  },
}

/** A page without TLS has no clipboard: the code is selected, and the button says so. */
export const SelectedInPlaceOfCopied: Story = {
  args: { code: short },
  play: async ({ canvasElement }) => {
    await press(canvasElement, () => Promise.reject(new Error('not allowed')))
    await within(canvasElement).findByRole('button', { name: 'Selected: copy by hand' })
  },
}

export const LongLines: Story = {
  args: {
    code: `const sky = '${'blue, and at sunset red, since the way through the air is longer; '.repeat(4)}'\n\nconst end = 1\n`,
  },
  parameters: { looks: ['dark', 'forced'] },
}

export const FourHundredLinesCollapsed: Story = {
  args: { code: stations(400), heightPx: 820, coloured: true },
  play: ({ canvasElement }) => coloured(canvasElement, "'No. 61'"),
  parameters: { looks: ['dark'] },
}

/** At the end of what was opened: nothing above has another height than it had. */
export const HundredLinesOpenAtTheEnd: Story = {
  args: { code: stations(100), heightPx: 480, coloured: true },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await userEvent.click(canvas.getByRole('button', { name: 'Show all 100 lines' }))
    const scroller = canvasElement.querySelector('[data-part=thread-scroller]')
    const toEnd = () => scroller?.scrollTo({ top: scroller.scrollHeight })
    toEnd()
    await coloured(canvasElement, "'No. 97'")
    // What had not been seen had a height by estimate.
    toEnd()
    await stillness()
  },
}

const everyKind = `/* What a token
   can be. */
import { Bees } from './bees.ts'

const hive = new Hive({ bees: 20_000, open: true, queen: null })
for (const day of days) {
  hive.fly(day, \`\${3} km\`)
} // and back
`

export const InColour: Story = {
  args: { code: everyKind, coloured: true, heightPx: 300 },
  play: ({ canvasElement }) => coloured(canvasElement, '// and back'),
  parameters: { looks: ['dark', 'forced', 'print'] },
}

export const DifferenceInColour: Story = {
  args: {
    code: '@@ -1,3 +1,3 @@ bees.ts\n const hive = 1\n-const bees = 0\n+const bees = 20_000\n',
    language: 'diff',
    coloured: true,
  },
  play: ({ canvasElement }) => coloured(canvasElement, '+const bees = 20_000'),
}

export const Narrow: Story = {
  args: { code: short, widthPx: 320, language: 'a-language-with-a-name-that-is-very-long' },
}

/** T-55: a name that would turn round what stands after it, and says that it is something else. */
export const HostileLanguage: Story = {
  args: { code: short, language: '\u202Etpircsavaj-\u2066<script>"x"' },
}

async function press(canvas: HTMLElement, writeText: () => Promise<void>): Promise<void> {
  const { clipboard } = navigator
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } })
  try {
    await userEvent.click(within(canvas).getByRole('button', { name: 'Copy code' }))
  } finally {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard })
  }
}

/** Colours come in the browser's idle time, line by line: the last token has come. */
async function coloured(canvas: HTMLElement, last: string): Promise<void> {
  await waitFor(() => expect(within(canvas).getByText(last).dataset['token']).toBeDefined())
}
