import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { userEvent, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { TableBlock } from './TableBlock.tsx'

interface Shown extends StageArgs {
  readonly rows: readonly (readonly string[])[]
}

/**
 * A table in an answer. It scrolls by itself where it is wider than the text, and is copied as Markdown or as CSV. Markdown
 * renders it for each table.
 */
const meta = {
  component: TableBlock,
  argTypes: {
    ...stageControls,
    rows: { description: 'Its cells, row by row.', control: 'object' },
  },
  args: { widthPx: 640, heightPx: 260, rows: [] },
  loaders: [handLoader()],
  render: ({ rows, ...stage }, { loaded }): ReactElement => {
    const [head = [], ...body] = rows
    return (
      <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
        <div data-part="thread-scroller">
          <div data-part="thread-content">
            <TableBlock>
              <thead>
                <tr>
                  {head.map((cell, column) => (
                    <th key={cell} align={alignOf(column)}>
                      {cell}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {body.map((cells) => (
                  <tr key={cells[0]}>
                    {cells.map((cell, column) => (
                      <td key={head[column]} align={alignOf(column)}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </TableBlock>
          </div>
        </div>
      </Stage>
    )
  },
  parameters: {
    docs: {
      source: shownAs(`
<Markdown text={'| City | Rain |\\n| --- | ---: |\\n| Bergen | 71 mm |'} />
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const narrow = [
  ['City', 'Rain', 'Wind'],
  ['Bergen', '71 mm', 'west'],
  ['Cádiz', '0 mm', 'none'],
  ['Ulm', '18 mm', 'south-west'],
]

const wide = [
  ['City', 'Rain', 'Wind', 'Warmest day', 'Coldest night', 'Hours of sun', 'Remarks'],
  ['Bergen', '71 mm', 'west', '14 °C', '6 °C', '12 h', 'rain on six days'],
  ['Cádiz', '0 mm', 'none', '31 °C', '19 °C', '79 h', 'no rain since May'],
  ['Ulm', '18 mm', 'south-west', '22 °C', '9 °C', '41 h', 'one thunderstorm with hail'],
]

export const Narrow: Story = { args: { rows: narrow }, parameters: { looks: ['dark', 'forced'] } }

export const Wide: Story = {
  args: { rows: wide },
  parameters: { looks: ['rtl', 'phone', 'forced'] },
}

export const WideScrolledToItsEnd: Story = {
  args: { rows: wide },
  play: ({ canvasElement }) => {
    within(canvasElement).getByRole('group', { name: 'Table' }).scrollLeft = 1000
  },
  parameters: { looks: ['dark'] },
}

export const Copied: Story = {
  args: { rows: narrow },
  play: async ({ canvasElement }) => {
    const { clipboard } = navigator
    const writeText = (): Promise<void> => Promise.resolve()
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } })
    try {
      const canvas = within(canvasElement)
      await userEvent.click(canvas.getByRole('button', { name: 'Copy as CSV' }))
      await canvas.findByRole('button', { name: 'Copied' })
    } finally {
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard })
    }
  },
}

export const InAnArabicChat: Story = {
  args: {
    rows: [
      ['المدينة', 'المطر', 'الريح'],
      ['بيرغن', '71 مم', 'غربية'],
      ['أولم', '18 مم', 'جنوبية غربية'],
    ],
  },
  globals: { language: 'ar' },
}

function alignOf(column: number): 'right' | 'center' | undefined {
  return column === 1 ? 'right' : column === 2 ? 'center' : undefined
}
