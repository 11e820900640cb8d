import type { FilePart } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { FileCard } from './FileCard.tsx'

interface Shown extends StageArgs {
  readonly files: readonly Omit<FilePart, 'type'>[]
}

/**
 * The files of a message. Images, sound and film are looked at in the page, those of another place once the reader asks for
 * them; anything else is downloaded, never opened. `<Message.Parts>` shows them by itself.
 */
const meta = {
  component: FileCard,
  argTypes: {
    ...stageControls,
    files: { description: 'The file parts of the message.', control: 'object' },
  },
  args: { widthPx: 640, heightPx: 360, files: [] },
  loaders: [handLoader()],
  render: ({ files, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div data-part="thread-scroller">
        <div data-part="thread-content">
          <div data-part="message-body">
            {files.map((file, index) => (
              <FileCard key={index} part={{ type: 'file', ...file }} />
            ))}
          </div>
        </div>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Message.Root id={id}>
  <Message.Parts />
</Message.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const chart = new URL('../markdown/fixtures/chart.png', import.meta.url).href
const clear = new URL('fixtures/clear.png', import.meta.url).href
/** No image, of the same place. */
const noImage = new URL('FileCard.tsx', import.meta.url).href

function image(url: string, filename = 'rain-2021.png'): Omit<FilePart, 'type'> {
  return { mediaType: 'image/png', filename, url }
}

/** Presses the button of an image, and waits until it is as it shall be. */
function load(state: 'loaded' | 'broken'): NonNullable<Story['play']> {
  return async ({ canvasElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button'))
    await waitFor(() =>
      expect(canvasElement.querySelector('[data-part=file-image]')).toHaveAttribute(
        'data-state',
        state,
      ),
    )
  }
}

export const ImageOfAnotherPlace: Story = {
  args: { files: [image('https://files.example.com/rain-2021.png')] },
  parameters: { looks: ['dark', 'forced'] },
}

export const ImageLoading: Story = {
  args: { files: [image(clear)] },
  play: async ({ canvasElement }) => {
    // Nobody is told that it came: so it looks until then.
    const quiet = (event: Event): void => event.stopImmediatePropagation()
    canvasElement.addEventListener('load', quiet, { capture: true })
    await userEvent.click(within(canvasElement).getByRole('button'))
    const shown = within(canvasElement).getByRole('img')
    await waitFor(() => expect(shown).toHaveProperty('complete', true))
    canvasElement.removeEventListener('load', quiet, { capture: true })
  },
  parameters: { looks: ['dark'] },
}

export const ImageLoaded: Story = {
  args: { files: [image(chart)] },
  play: load('loaded'),
  parameters: { looks: ['dark'] },
}
export const ImageBroken: Story = {
  args: { files: [image(noImage)] },
  play: load('broken'),
  parameters: { looks: ['dark', 'forced'] },
}

/** As an image that a model has made: it came with the message. */
export const ImageWithin: Story = {
  loaders: [handLoader(), async () => ({ within: await asDataUrl(chart) })],
  render: (args, context) => {
    const files = [{ mediaType: 'image/png', url: context.loaded['within'] as string }]
    return meta.render({ ...args, files }, context)
  },
  play: async ({ canvasElement }) => {
    await waitFor(() =>
      expect(canvasElement.querySelector('[data-state=loaded]')).toBeInTheDocument(),
    )
  },
}

async function asDataUrl(url: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`
}

const cards: readonly Omit<FilePart, 'type'>[] = [
  {
    mediaType: 'application/pdf',
    filename: 'Rain in 2021, as measured by three stations and one schoolboy.pdf',
    url: 'https://files.example.com/rain-2021.pdf',
  },
  {
    mediaType: 'text/csv',
    filename: 'rain-2021.csv',
    url: `data:text/csv,${'1,2\n'.repeat(6000)}`,
  },
  { mediaType: 'application/octet-stream', url: 'https://files.example.com/f/7f3a' },
  { mediaType: 'audio/mpeg', filename: 'Greeting.mp3', url: 'https://audio.example.com/1.mp3' },
  { mediaType: 'video/mp4', filename: 'Clip.mp4', url: 'https://video.example.com/1.mp4' },
  { mediaType: 'image/png', filename: 'cut-off.png', url: 'data:image/png;base64' },
]

export const Cards: Story = {
  args: { files: cards, heightPx: 520 },
  parameters: { looks: ['dark', 'narrow', 'forced'] },
}
export const CardsInArabic: Story = {
  args: {
    heightPx: 360,
    files: [
      { mediaType: 'application/pdf', filename: 'الأمطار.pdf', url: 'https://files.example.com/r' },
      ...cards.slice(1, 4),
    ],
  },
  globals: { language: 'ar' },
}

/** Names that turn around, name folders or never end, types that are none, addresses that are code. */
export const Hostile: Story = {
  args: {
    heightPx: 480,
    files: [
      {
        mediaType: 'application/x-msdownload',
        filename: 'invoice\u202efdp.exe',
        url: 'https://files.example.com/1',
      },
      {
        mediaType: 'text/html',
        filename: '../../etc/page.html',
        url: 'data:text/html,<script>alert(1)</script>',
      },
      {
        mediaType: 'application/zip',
        filename: `${'long'.repeat(2500)}.zip`,
        url: 'javascript:alert(1)',
      },
      { mediaType: `"><img src=x>${'x'.repeat(5000)}`, url: 'https://files.example.com/2' },
      { mediaType: 'image/svg+xml', filename: 'drawing.svg', url: 'data:image/svg+xml,<svg/>' },
    ],
  },
}

/** The browser draws the controls of what can be played: no picture is kept. */
export const Playing: Story = {
  tags: ['!visual'],
  args: {
    heightPx: 560,
    files: [
      { mediaType: 'audio/wav', filename: 'Silence.wav', url: 'data:audio/wav;base64,UklGRg==' },
      { mediaType: 'video/mp4', filename: 'Nothing.mp4', url: 'data:video/mp4;base64,AAAA' },
    ],
  },
}
