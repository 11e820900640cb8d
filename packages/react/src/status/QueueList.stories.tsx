import { ChatError } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import * as Composer from '../composer/parts.ts'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { unreachable } from './fixtures/faces.ts'
import { QueueList } from './QueueList.tsx'

/** Questions that wait above the message box, for the running answer or for the server to be reached. */
const meta = {
  component: QueueList,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 300 },
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <QueueList />
        <Composer.Root>
          <Composer.Input />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<QueueList />
<Composer.Root>
  <Composer.Input />
  <Composer.Submit />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

/** The server is back, and will never take the first as it is: it says why, and the other goes on. */
export const Refused: Story = {
  loaders: [
    handLoader({ whenOffline: 'wait' }, async ({ chat, script }) => {
      chat.retain()
      void chat.sendMessage(
        'How do I open the lock of a door that is not mine without anybody seeing it?',
      )
      await script.fail(unreachable())
      void chat.sendMessage('And how are locks made?')
      await script.fail(unreachable())
      void chat.sendMessage('And keys?')
      await script.fail(unreachable())
      chat.tryNow()
      await script.fail(new ChatError('not_found', 'Nothing runs.'))
      await script.fail(new ChatError('content_policy', 'Refused.'))
    }),
  ],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}
