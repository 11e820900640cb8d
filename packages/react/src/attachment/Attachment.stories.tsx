import type { Attachment as AttachmentState, AttachmentOptions } from '@millrace/core'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { waitFor } from 'storybook/test'
import * as Composer from '../composer/parts.ts'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { silentSound } from './fixtures/silentSound.ts'
import { sunset } from './fixtures/sunset.ts'
import * as Attachment from './parts.ts'

interface Shown extends StageArgs {
  readonly options: AttachmentOptions
}

/**
 * Files for the next question: chosen with a button, dropped on the chat, pasted. What may not be sent is told at once and
 * why; what is uploaded says how far it is, and what failed can be tried again. Nothing of it is lost when the question
 * is not taken.
 */
const meta = {
  component: Attachment.Root,
  subcomponents: {
    'Composer.Attachments': Composer.Attachments,
    'Composer.Attach': Composer.Attach,
    List: Attachment.List,
    Preview: Attachment.Preview,
    Name: Attachment.Name,
    Facts: Attachment.Facts,
    Retry: Attachment.Retry,
    Remove: Attachment.Remove,
    Refusals: Attachment.Refusals,
    Status: Attachment.Status,
    Drop: Attachment.Drop,
  },
  argTypes: { ...stageControls, options: noControl },
  args: { widthPx: 640, heightPx: 360, options: { upload: () => new Promise(() => undefined) } },
  render: ({ options, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <Composer.Root>
          <Composer.Attachments options={options} />
          <Composer.Input />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Composer.Root>
  <Composer.Attachments options={{ upload, accept: 'image/*,.pdf' }} />
  <Composer.Input />
  <Composer.Submit />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

function attached(
  file: File,
  progress: Pick<Extract<AttachmentState, { status: 'waiting' }>, 'status'> | object,
  id: string = file.name,
): AttachmentState {
  const { name, type: mediaType, size: bytes } = file
  return { id, name, mediaType, bytes, file, ...progress } as AttachmentState
}

const report = new File(['%PDF-1.7'.repeat(150_000)], 'Report for the board.pdf', {
  type: 'application/pdf',
})
const notes = new File(
  ['# Mill\n\n- wheel\n- race\n- stones\n\nThe water comes from the north.\nIt is cold.'],
  'notes.md',
  { type: 'text/markdown' },
)
const arabic = new File(['نص'], 'تقرير الربع الأول.docx', { type: 'application/msword' })

const all: Story = {
  loaders: [
    handLoader({}, async ({ chat }) => {
      const { setText, setAttachments } = chat.composer.getState()
      setText('What do these have in common?')
      const photo = await sunset()
      setAttachments(() => [
        attached(photo, { status: 'ready', url: 'https://files.example/1' }),
        attached(notes, { status: 'ready', url: 'https://files.example/2' }),
        attached(report, { status: 'uploading', progress: 0.42 }),
        attached(arabic, { status: 'uploading', progress: undefined }),
        attached(new File(['PK'.repeat(40_000)], 'measurements.zip', { type: 'application/zip' }), {
          status: 'failed',
          failure: {
            reason: 'upload',
            error: { code: 'network', message: '', retryable: true },
          },
        }),
        attached(new File(['x'], 'moved.txt', { type: 'text/plain' }), {
          status: 'failed',
          failure: { reason: 'gone' },
        }),
      ])
    }),
  ],
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      const image = canvasElement.querySelector<HTMLCanvasElement>('canvas')
      if (image?.getContext('2d')?.getImageData(48, 80, 1, 1).data[3] !== 255)
        throw new Error('wait')
      if (canvasElement.querySelector('[data-part=attachment-text]') === null)
        throw new Error('wait')
    })
  },
}

export const UploadingDoneAndFailed: Story = {
  ...all,
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const SoundToBeSent: Story = {
  args: { heightPx: 220 },
  loaders: [
    handLoader({}, ({ chat }) => {
      chat.composer
        .getState()
        .setAttachments(() => [
          attached(silentSound(), { status: 'ready', url: 'https://files.example/1' }),
        ])
    }),
  ],
}

function transferOf(files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer()
  for (const file of files) transfer.items.add(file)
  return transfer
}

const spreadsheet = new File(['x'], 'budget.xlsx', { type: 'application/vnd.ms-excel' })

export const NotTaken: Story = {
  args: { heightPx: 480, options: { accept: 'image/*,.pdf', maxBytes: 1_000_000 } },
  loaders: [handLoader()],
  play: async ({ canvas, canvasElement }) => {
    const box = await canvas.findByRole('textbox')
    const clipboardData = transferOf([
      report,
      new File([], 'empty scan.pdf', { type: 'application/pdf' }),
      spreadsheet,
      ...Array.from({ length: 12 }, (_, at) => new File(['%PDF'], `${at}.pdf`)),
    ])
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    await waitFor(() => {
      if (canvasElement.querySelectorAll('[data-status=ready]').length !== 10)
        throw new Error('wait')
    })
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const HeldOverTheChat: Story = {
  loaders: [handLoader()],
  play: ({ canvasElement }) => {
    const dataTransfer = transferOf([spreadsheet])
    canvasElement
      .querySelector('[data-part=chat]')
      ?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, cancelable: true }))
  },
  parameters: { looks: ['dark', 'forced'] },
}
