import type { AttachmentOptions, Upload } from '@millrace/core'
import { createHttpTransport, downscaleImages } from '@millrace/core'
import { ChatError, type FilePart } from '@millrace/protocol'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, commands, userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand, type ChatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import '../styles/styles.css'

afterEach(cleanup)

interface Uploading {
  readonly file: File
  readonly signal: AbortSignal
  readonly onProgress: (progress: number) => void
  readonly finish: () => void
  readonly fail: (error: unknown) => void
}

/** A storage whose uploads a test holds in its hand. */
function handStorage() {
  const uploads: Uploading[] = []
  const upload: Upload = (file, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const finish = (): void => resolve({ url: `https://files.example/${file.name}` })
      uploads.push({ file, signal, onProgress, finish, fail: reject })
    })
  return { uploads, upload }
}

async function shown(options: AttachmentOptions = {}, hand: ChatInHand = chatInHand()) {
  render(
    <StrictMode>
      <Chat chat={hand.chat} attachments={options} />
    </StrictMode>,
  )
  await screen.findByRole('button', { name: 'Attach files' })
  return hand
}

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

/** Name, status and words of each file, as they are seen. */
function files(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-part=attachment]')].map((item) => {
    const words = (part: string) =>
      item.querySelector(`[data-part=attachment-${part}]`)?.textContent
    return `${words('name')}: ${item.dataset['status']}, ${words('facts')}`
  })
}

function textPreview(): string | undefined {
  return document.querySelector<HTMLElement>('[data-part=attachment-text]')?.dataset['text']
}

function refusals(): string[] {
  const list = document.querySelectorAll('[data-part=attachment-refusals] li')
  return [...list].map(({ textContent }) => textContent.replace(/[\u2068\u2069]/g, ''))
}

/** What was said to screen readers last. */
function said(): string | undefined {
  return document.querySelector('[data-part=attachment-status]')?.textContent
}

function sentFiles({ script }: ChatInHand): (readonly [string | undefined, string, string])[] {
  const parts = script.sent.at(-1)?.messages.at(-1)?.parts ?? []
  return parts
    .filter((part): part is FilePart => part.type === 'file')
    .map(({ filename, mediaType, url }) => [filename, mediaType, url])
}

async function choose(...paths: readonly string[]): Promise<void> {
  await commands.choosing(paths)
  await userEvent.click(screen.getByRole('button', { name: 'Attach files' }))
}

/** A transfer as the browser makes it for a drop or a paste. */
function transferOf(chosen: readonly File[], text?: string): DataTransfer {
  const transfer = new DataTransfer()
  for (const file of chosen) transfer.items.add(file)
  if (text !== undefined) transfer.setData('text/plain', text)
  return transfer
}

function paste(chosen: readonly File[], text?: string): boolean {
  const clipboardData = transferOf(chosen, text)
  return box().dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
  )
}

describe('files of the next question', () => {
  test('are chosen in the browser’s own chooser, and go within the message where nothing uploads them', async () => {
    const hand = await shown()
    const notes = await commands.writeTemporaryFile('notes.txt', 'Read me.\nTwice.')
    const table = await commands.writeTemporaryFile('table.csv', 'a,b\n1,2\n')
    await choose(notes, table)
    await waitFor(() =>
      expect(files()).toEqual(['notes.txt: ready, 15 bytes', 'table.csv: ready, 8 bytes']),
    )
    expect(said()).toBe('2 files attached')
    expect(document.activeElement).toBe(box())
    expect(document.querySelector('input[type=file]')).toBeNull()
    await waitFor(() => expect(textPreview()).toBe('Read me.\nTwice.'))
    await userEvent.keyboard('Sum it up{Enter}')
    expect(files()).toEqual([])
    expect(sentFiles(hand)).toEqual([
      ['notes.txt', 'text/plain', `data:text/plain;base64,${btoa('Read me.\nTwice.')}`],
      ['table.csv', 'text/csv', `data:text/csv;base64,${btoa('a,b\n1,2\n')}`],
    ])
  })

  test('are dropped anywhere on the chat, from the desktop', async () => {
    await shown()
    const path = await commands.writeTemporaryFile('dropped.txt', 'Dropped.')
    const thread = document.querySelector('[data-part=thread]')?.getBoundingClientRect()
    const frame = window.frameElement?.getBoundingClientRect()
    const drop = {
      x: (frame?.x ?? 0) + (thread?.x ?? 0) + 40,
      y: (frame?.y ?? 0) + (thread?.y ?? 0) + 40,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    }
    const session = cdp()
    const overlay = document.querySelector<HTMLElement>('[data-part=attachment-drop]')
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...drop })
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...drop })
    await waitFor(() => expect(overlay?.textContent).toBe('Drop files to attach them'))
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...drop })
    await waitFor(() => expect(files()).toEqual(['dropped.txt: ready, 8 bytes']))
    expect(overlay?.dataset['over']).toBeUndefined()
  })

  test('that are dragged away again leave nothing, and words that are dragged are not files', async () => {
    await shown()
    const chat = document.querySelector<HTMLElement>('[data-part=chat]')
    const overlay = document.querySelector<HTMLElement>('[data-part=attachment-drop]')
    const drag = (
      type: string,
      dataTransfer: DataTransfer,
      relatedTarget: Element | null = null,
    ): boolean | undefined => {
      const options = { dataTransfer, relatedTarget, bubbles: true, cancelable: true }
      let left: boolean | undefined
      act(() => {
        left = chat?.dispatchEvent(new DragEvent(type, options))
      })
      return left
    }
    const held = transferOf([new File(['x'], 'x.txt')])
    expect(drag('dragenter', held)).toBe(false)
    expect(overlay?.dataset['over']).toBe('')
    drag('dragleave', held, box())
    expect(overlay?.dataset['over']).toBe('')
    drag('dragleave', held, document.body)
    expect(overlay?.dataset['over']).toBeUndefined()
    expect(drag('dragenter', transferOf([], 'words'))).toBe(true)
    expect(overlay?.dataset['over']).toBeUndefined()
  })

  test('are pasted, from the clipboard of the system', async () => {
    await shown()
    await cdp().send(
      'Browser.grantPermissions' as never,
      {
        permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'],
      } as never,
    )
    const canvas = new OffscreenCanvas(4, 4)
    canvas.getContext('2d')?.fillRect(0, 0, 4, 4)
    const image = await canvas.convertToBlob({ type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })])
    box().focus()
    await userEvent.keyboard('{Control>}v{/Control}')
    await waitFor(() => expect(files()[0]).toMatch(/^image\.png: ready, /))
    expect(box().value).toBe('')
    await waitFor(() =>
      expect(document.querySelector('canvas[data-part=attachment-image]')).not.toBeNull(),
    )
  })

  test('beside which words are pasted, by a spreadsheet say, are left to the words', async () => {
    await shown()
    const picture = new File(['x'], 'cells.png', { type: 'image/png' })
    expect(paste([picture], 'a\tb')).toBe(true)
    expect(files()).toEqual([])
    expect(paste([picture])).toBe(false)
    await waitFor(() => expect(files()).toHaveLength(1))
  })

  test('alone are a question', async () => {
    const hand = await shown()
    expect(screen.getByRole('button', { name: 'Send' }).ariaDisabled).toBe('true')
    act(() => void paste([new File(['x'], 'x.txt', { type: 'text/plain' })]))
    await waitFor(() => expect(files()).toEqual(['x.txt: ready, 1 byte']))
    await userEvent.click(screen.getByRole('button', { name: 'Send' }))
    expect(hand.script.sent.at(-1)?.messages.at(-1)?.parts).toHaveLength(1)
  })
})

describe('an upload', () => {
  test('shows how far it is, holds the question back until it is done, and is tried again after a failure', async () => {
    const { uploads, upload } = handStorage()
    const hand = await shown({ upload })
    act(() => void paste([new File(['x'.repeat(2000)], 'report.pdf', { type: 'application/pdf' })]))
    await waitFor(() => expect(files()).toEqual(['report.pdf: uploading, Uploading…']))
    expect(said()).toBe('Uploading 1 file')
    act(() => uploads[0]?.onProgress(0.42))
    expect(files()).toEqual(['report.pdf: uploading, 42% of 2 kB'])
    box().focus()
    await userEvent.keyboard('Read this{Enter}')
    expect(hand.script.sent).toHaveLength(0)
    const send = screen.getByRole('button', { name: 'Send' })
    expect([send.ariaDisabled, send.title]).toEqual(['true', 'A file is still being uploaded'])
    act(() => uploads[0]?.fail(new ChatError('server_error', 'No.')))
    await waitFor(() => expect(files()).toEqual(['report.pdf: failed, Not uploaded']))
    expect(said()).toBe('report.pdf: Not uploaded')
    expect(send.title).toBe('A file failed: try again, or remove it')
    await userEvent.click(screen.getByRole('button', { name: 'Try again: report.pdf' }))
    expect(document.activeElement).toBe(box())
    act(() => uploads[1]?.finish())
    await waitFor(() => expect(files()).toEqual(['report.pdf: ready, 2 kB']))
    await userEvent.keyboard('{Enter}')
    expect(sentFiles(hand)).toEqual([
      ['report.pdf', 'application/pdf', 'https://files.example/report.pdf'],
    ])
  })

  test('is aborted when its file is taken away, by keyboard alone', async () => {
    const { uploads, upload } = handStorage()
    await shown({ upload })
    act(() => void paste([new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]))
    await waitFor(() => expect(uploads).toHaveLength(2))
    box().focus()
    await userEvent.keyboard('{Backspace}')
    const remove = (name: string) => screen.getByRole('button', { name: `Remove ${name}` })
    expect(document.activeElement).toBe(remove('b.txt'))
    await userEvent.keyboard('{Backspace}')
    expect(uploads.map(({ signal }) => signal.aborted)).toEqual([false, true])
    expect(document.activeElement).toBe(remove('a.txt'))
    await userEvent.keyboard('{Enter}')
    expect(files()).toEqual([])
    expect(document.activeElement).toBe(box())
  })

  test('goes on while another chat is shown, and its file is there when one comes back', async () => {
    const { uploads, upload } = handStorage()
    const [one, other] = [chatInHand(), chatInHand()]
    const options = { upload }
    const view = (hand: ChatInHand) => (
      <Chat key={hand.chat.id} chat={hand.chat} attachments={options} />
    )
    const { rerender } = render(view(one))
    await screen.findByRole('button', { name: 'Attach files' })
    act(() => void paste([new File(['a'], 'a.txt')]))
    await waitFor(() => expect(uploads).toHaveLength(1))
    rerender(<Chat key="other" chat={other.chat} attachments={options} />)
    expect(files()).toEqual([])
    await act(async () => uploads[0]?.finish())
    rerender(view(one))
    await waitFor(() => expect(files()).toEqual(['a.txt: ready, 1 byte']))
  })

  test('of a file that is deleted meanwhile says so: it has to be attached again', async () => {
    let arrived = (): void => undefined
    const mayRead = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const upload: Upload = async (file) => {
      await mayRead
      await fetch('data:,', { method: 'GET' })
      await new Response(file).arrayBuffer()
      return { url: 'https://files.example/x' }
    }
    const hand = await shown({ upload })
    const path = await commands.writeTemporaryFile('short-lived.txt', 'Here today.')
    await choose(path)
    await waitFor(() => expect(files()).toHaveLength(1))
    await userEvent.fill(box(), 'Keep these words')
    await commands.removeTemporaryFile(path)
    arrived()
    await waitFor(() =>
      expect(files()).toEqual([
        'short-lived.txt: failed, No longer there, or changed. Attach it again.',
      ]),
    )
    expect(screen.queryByRole('button', { name: /^Try again/ })).toBeNull()
    expect(box().value).toBe('Keep these words')
    expect(hand.script.sent).toHaveLength(0)
  })
})

describe('what may not be sent is told in a sentence, and the rest is attached', () => {
  test('an empty file, a wrong type, one that is too large', async () => {
    const { upload } = handStorage()
    await shown({ upload, accept: 'image/*,.pdf', maxBytes: 1000 })
    await userEvent.fill(box(), 'These words stay')
    act(
      () =>
        void paste([
          new File([], 'nothing.pdf', { type: 'application/pdf' }),
          new File(['MZ'], 'run.exe', { type: 'application/x-msdownload' }),
          new File(['x'.repeat(1001)], 'large.png', { type: 'image/png' }),
          new File(['x'], 'fine.pdf', { type: 'application/pdf' }),
        ]),
    )
    await waitFor(() => expect(files()).toEqual(['fine.pdf: uploading, Uploading…']))
    expect(refusals()).toEqual([
      'nothing.pdf: not attached, it is empty.',
      'run.exe: not attached, files of this type cannot be sent.',
      'large.png: not attached, a file may have 1 kB at most.',
    ])
    expect(document.querySelector('[data-part=attachment-refusals]')?.role).toBe('status')
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(refusals()).toEqual([])
    expect(document.activeElement).toBe(box())
    expect(box().value).toBe('These words stay')
  })

  test('fifty files at once', async () => {
    await shown()
    const many = Array.from({ length: 50 }, (_, at) => new File(['x'], `${at}.txt`))
    act(() => void paste(many))
    await waitFor(() => expect(files().filter((file) => file.includes('ready'))).toHaveLength(10))
    expect(refusals()).toEqual(['40 files: not attached, 10 can be sent at once.'])
  })

  test('a photo of 30 MB: refused by its size, or made smaller in the browser where that is asked for', async () => {
    const photo = await noisyPhoto()
    expect(photo.size).toBeGreaterThan(30_000_000)
    await shown()
    act(() => void paste([photo]))
    expect(refusals()).toEqual(['photo.png: not attached, a file may have 5 MB at most.'])
    cleanup()

    const { uploads, upload } = handStorage()
    await shown({ upload, prepare: downscaleImages({ maxPx: 1024 }) })
    act(() => void paste([photo]))
    expect(refusals()).toEqual([])
    // Of pixels that nothing can be left out of, on whatever machine.
    await waitFor(() => expect(uploads).toHaveLength(1), { timeout: 50_000 })
    const [sent] = uploads
    if (sent === undefined) throw new Error('Nothing was uploaded.')
    expect(sent.file.type).toBe('image/png')
    expect(sent.file.size).toBeLessThan(5_000_000)
    const image = await createImageBitmap(sent.file)
    expect([image.width, image.height]).toEqual([1024, 768])
  }, 120_000)

  test('an animation goes as it is: made smaller it would be a picture', async () => {
    const { uploads, upload } = handStorage()
    await shown({ upload, prepare: downscaleImages({ maxPx: 1 }) })
    const still = new OffscreenCanvas(4, 4)
    still.getContext('2d')?.fillRect(0, 0, 4, 4)
    const png = new Uint8Array(await (await still.convertToBlob()).arrayBuffer())
    // The chunk that says how many pictures there are, behind the header.
    const moving = new Blob([png.slice(0, 33), '\0\0\0\x08acTL', png.slice(33)])
    act(() => void paste([new File([moving], 'moving.png', { type: 'image/png' })]))
    await waitFor(() => expect(uploads.map(({ file }) => file.size)).toEqual([moving.size]))
  })

  test('names that are hostile are one short, plain line (T-53, T-55)', async () => {
    await shown({ maxBytes: 1 })
    const name = `\u202e${'x'.repeat(10_000)}<img src=x onerror=alert(1)>.txt`
    act(() => void paste([new File(['xx'], name), new File(['x'], name)]))
    await waitFor(() => expect(files()).toHaveLength(1))
    for (const text of [...files(), ...refusals()]) expect(text.length).toBeLessThan(160)
    expect(document.querySelector('[data-part=composer] img')).toBeNull()
    expect(document.querySelector('[data-part=composer]')?.textContent).not.toContain('\u202e')
  })
})

describe('a send that fails leaves words and files in the composer', () => {
  const failures: readonly (readonly [string, () => Promise<Response>])[] = [
    ['offline', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['413', () => Promise.resolve(new Response('', { status: 413 }))],
    [
      '429',
      () => Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': '7' } })),
    ],
    ['500', () => Promise.resolve(new Response('', { status: 500 }))],
  ]

  test.each(failures)('%s', async (_, fetch) => {
    const asked = vi.fn<typeof globalThis.fetch>(fetch)
    const transport = createHttpTransport({ api: '/api/chat', fetch: asked })
    await shown({}, chatInHand({ transport }))
    const notes = await commands.writeTemporaryFile('notes.txt', 'Read me.')
    await choose(notes)
    await waitFor(() => expect(files()).toEqual(['notes.txt: ready, 8 bytes']))
    await userEvent.keyboard('Sum it up{Enter}')
    await waitFor(() => expect(box().value).toBe('Sum it up'))
    expect(files()).toEqual(['notes.txt: ready, 8 bytes'])
    // With all that a preview needs.
    await waitFor(() => expect(textPreview()).toBe('Read me.'))
    // Sent again it is the same question, and there is one of it.
    box().focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(asked.mock.calls.length).toBe(2))
    const bodies = asked.mock.calls.map(
      ([, init]) => JSON.parse(init?.body as string) as { messages: unknown[] },
    )
    expect(bodies.map(({ messages }) => messages.length)).toEqual([1, 1])
    await waitFor(() => expect(files()).toEqual(['notes.txt: ready, 8 bytes']))
  })

  test('“Try again” sends what came back, once', async () => {
    const hand = await shown()
    act(() => void paste([new File(['x'], 'x.txt', { type: 'text/plain' })]))
    await waitFor(() => expect(files()).toEqual(['x.txt: ready, 1 byte']))
    box().focus()
    await userEvent.keyboard('Hi{Enter}')
    await act(() => hand.script.fail(new ChatError('rate_limit', 'x', { retryable: true })))
    await waitFor(() => expect(files()).toEqual(['x.txt: ready, 1 byte']))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect([box().value, files()]).toEqual(['', []])
    expect(sentFiles(hand)).toHaveLength(1)
  })

  test('one of which nothing could come back, since another was being written, comes back when that is sent', async () => {
    const hand = await shown()
    act(() => void paste([new File(['x'], 'x.txt', { type: 'text/plain' })]))
    await waitFor(() => expect(files()).toEqual(['x.txt: ready, 1 byte']))
    box().focus()
    await userEvent.keyboard('First{Enter}Second')
    await act(() => hand.script.fail(new ChatError('rate_limit', 'x', { retryable: true })))
    expect([box().value, files()]).toEqual(['Second', []])
    await userEvent.keyboard('{Enter}')
    expect([box().value, files()]).toEqual(['First', ['x.txt: ready, 1 byte']])
    expect(hand.chat.getState().messages).toHaveLength(1)
  })

  test('a question that is taken back from the queue takes nothing from what is being written', async () => {
    const hand = await shown()
    await userEvent.fill(box(), 'First')
    await userEvent.keyboard('{Enter}')
    await act(async () => {
      await hand.script.accept()
      await hand.script.text('Hel')
      hand.frames.frame()
    })
    await userEvent.fill(box(), 'Second')
    await userEvent.keyboard('{Enter}Third')
    await userEvent.click(screen.getByRole('button', { name: 'Take back' }))
    expect(box().value).toBe('Third\n\nSecond')
  })

  test('a question that waits in the queue says that it has files, and taken back it is in the composer again', async () => {
    const hand = await shown()
    await userEvent.fill(box(), 'First')
    await userEvent.keyboard('{Enter}')
    await act(async () => {
      await hand.script.accept()
      await hand.script.text('Hel')
      hand.frames.frame()
    })
    act(() => void paste([new File(['x'], 'x.txt', { type: 'text/plain' })]))
    await waitFor(() => expect(files()).toEqual(['x.txt: ready, 1 byte']))
    await userEvent.fill(box(), 'Second')
    await userEvent.keyboard('{Enter}')
    const queue = screen.getByRole('list', { name: 'Waiting to be sent' })
    expect(within(queue).getByText('1 file')).toBeTruthy()
    await userEvent.click(within(queue).getByRole('button', { name: 'Take back' }))
    expect([box().value, files()]).toEqual(['Second', ['x.txt: ready, 1 byte']])
    expect(document.activeElement).toBe(box())
  })
})

test('a chat without attachments takes no file, and leaves them to the page', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} />)
  await act(() => playTurn(hand, { question: 'Hi' }))
  expect(screen.queryByRole('button', { name: 'Attach files' })).toBeNull()
  expect(paste([new File(['x'], 'x.txt')])).toBe(true)
  expect(files()).toEqual([])
})

/** An image of many megabytes, of which nothing can be left out. */
async function noisyPhoto(): Promise<File> {
  const [width, height] = [4000, 3000]
  const pixels = new Uint32Array(width * height)
  let state = 0x2545f491
  for (let at = 0; at < pixels.length; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    pixels[at] = state | 0xff000000
  }
  const canvas = new OffscreenCanvas(width, height)
  const data = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height)
  canvas.getContext('2d')?.putImageData(data, 0, 0)
  return new File([await canvas.convertToBlob({ type: 'image/png' })], 'photo.png', {
    type: 'image/png',
  })
}
