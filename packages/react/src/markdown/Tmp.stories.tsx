import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { Markdown } from './Markdown.tsx'

const meta = {
  args: { text: '', dir: 'ltr' as 'ltr' | 'rtl' },
  loaders: [handLoader()],
  render: ({ text, dir }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} heightPx={760} dir={dir}>
      <div data-part="thread-scroller">
        <div data-part="thread-content">
          <Markdown text={text} />
        </div>
      </div>
    </Stage>
  ),
} satisfies Meta<{ text: string; dir: 'ltr' | 'rtl' }>
export default meta
type Story = StoryObj<typeof meta>

const ar = `قائمة:

1. حدد الحوض: أربعة أمتار.
2. اقطع العشب:
   - بعرض المجرفة،
   - \`npm run build\` يبني.
3. English item between.

- [x] سماد
- [ ] جير

Loose:

1. حدد الحوض.

   اترك الديدان.

2. English item.

- [x] سماد طويل

- [ ] جير

> اقتباس
>
> - عنصر
> - [مصدر](https://example.com)
`
const en = `List:

1. Mark the bed: four metres.
2. Cut the turf:
   - as wide as the spade,
   - \`npm run build\` builds.
3. اقلب التربة.

- [x] Compost
- [ ] Lime

Loose:

1. Mark the bed.

   Leave the worms.

2. اقلب التربة.

- [x] Compost

- [ ] Lime

> Quote
>
> - item
> - [مصدر](https://example.com)
`
export const ArInLtr: Story = { args: { text: ar, dir: 'ltr' } }
export const EnInRtl: Story = { args: { text: en, dir: 'rtl' } }
