import { act, cleanup, render, screen } from '@testing-library/react'
import { Profiler, type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, page, userEvent } from 'vitest/browser'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import type { SubmitMode } from '../composer/SubmitModeContext.ts'
import * as Composer from '../composer/parts.ts'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { question } from '../fixtures/said.ts'
import { stillness } from '../fixtures/stillness.ts'
import { arabic } from '../labels/arabic.ts'
import type { Labels } from '../labels/labels.ts'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import type { Trigger, TriggerItem } from './Trigger.ts'
import '../styles/styles.css'

afterEach(async () => {
  cleanup()
  await page.viewport(800, 600)
})

const people: Trigger = {
  character: '@',
  label: 'People',
  items: [
    { id: 'ann', label: 'Ann Smith', description: 'Bees' },
    { id: 'zoe', label: 'Zoë', keywords: ['animals'] },
    { id: 'joan', label: 'Joan' },
  ],
}

const commands: Trigger = {
  character: '/',
  label: 'Commands',
  items: [
    { id: 'clear', label: 'Clear', run: (chat) => chat.setMessages([]) },
    { id: 'letter', label: 'Letter', text: 'Dear Ada,\nthank you!' },
  ],
}

interface Shown {
  readonly triggers?: readonly Trigger[]
  readonly hand?: ChatInHand
  readonly submitMode?: SubmitMode
  readonly labels?: Partial<Labels>
  readonly beside?: ReactNode
}

/** A chat in a box of the size of the window, with the focus in its message box. */
function composed({ triggers = [commands, people], hand = chatInHand(), ...props }: Shown = {}) {
  const { submitMode, labels, beside } = props
  const { container } = render(
    <StrictMode>
      <div style={{ blockSize: '100vh' }}>
        <ChatProvider chat={hand.chat} submitMode={submitMode} labels={labels}>
          <div data-part="chat" dir={labels?.locale === 'ar' ? 'rtl' : undefined}>
            <div />
            <div data-part="chat-footer">
              <Composer.Root>
                <Composer.Triggers triggers={triggers} />
                <Composer.Input />
                <Composer.Submit />
              </Composer.Root>
              {beside}
            </div>
          </div>
        </ChatProvider>
      </div>
    </StrictMode>,
  )
  box().focus()
  return { ...hand, container }
}

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox')
}

/** The labels that are shown, the active one in brackets; undefined while there is no list. */
function shown(): readonly string[] | undefined {
  const list = screen.queryByRole('listbox')
  if (list === null) return undefined
  const options = [...list.querySelectorAll<HTMLElement>('[role=option]')]
  const active = options.filter((option) => option.ariaSelected === 'true')
  expect(active.map((option) => option.id)).toEqual([box().getAttribute('aria-activedescendant')])
  expect(active.map((option) => option.dataset['active'])).toEqual([''])
  return options.map((option) => {
    const label = option.querySelector('[data-part=composer-triggers-label]')?.textContent ?? ''
    return option === active[0] ? `[${label}]` : label
  })
}

function status(): string {
  return screen.getByRole('status').textContent
}

/** The text of the box, with its caret. */
function written(): string {
  const { value, selectionStart } = box()
  return `${value.slice(0, selectionStart)}|${value.slice(selectionStart)}`
}

describe('by keyboard', () => {
  test('a character opens its list, letters narrow it, and Enter chooses what is active', async () => {
    const { script } = composed()
    await userEvent.keyboard('Ask @')
    expect(shown()).toEqual(['[Ann Smith]', 'Zoë', 'Joan'])
    expect(screen.getByRole('listbox', { name: 'People' })).toBeTruthy()
    await userEvent.keyboard('an')
    expect(shown()).toEqual(['[Ann Smith]', 'Zoë', 'Joan'])
    await userEvent.keyboard('n')
    expect(shown()).toEqual(['[Ann Smith]'])
    await userEvent.keyboard('{Enter}')
    expect(written()).toBe('Ask @Ann Smith |')
    expect(shown()).toBeUndefined()
    expect(script.sent).toHaveLength(0)
    await userEvent.keyboard('about bees{Enter}')
    expect(script.sent).toHaveLength(1)
  })

  test('Up and Down go round, and Tab chooses', async () => {
    composed()
    await userEvent.keyboard('@{ArrowDown}')
    expect(shown()).toEqual(['Ann Smith', '[Zoë]', 'Joan'])
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(shown()).toEqual(['Ann Smith', 'Zoë', '[Joan]'])
    await userEvent.keyboard('{ArrowDown}')
    expect(shown()).toEqual(['[Ann Smith]', 'Zoë', 'Joan'])
    await userEvent.keyboard('{ArrowDown}{Tab}')
    expect(written()).toBe('@Zoë |')
    expect(document.activeElement).toBe(box())
  })

  test('other letters begin at the best again', async () => {
    composed()
    await userEvent.keyboard('@a{ArrowDown}')
    expect(shown()).toEqual(['Ann Smith', '[Zoë]', 'Joan'])
    await userEvent.keyboard('n')
    expect(shown()).toEqual(['[Ann Smith]', 'Zoë', 'Joan'])
  })

  test('Escape closes the list and nothing else, until its character is written anew', async () => {
    const hand = chatInHand()
    composed({ hand })
    await act(async () => {
      void hand.chat.sendMessage('Why is the sky blue?')
      await hand.script.accept()
    })
    const running = hand.chat.getState().run.status
    await userEvent.keyboard('@{Escape}')
    expect(shown()).toBeUndefined()
    expect(hand.chat.getState().run.status).toBe(running)
    await userEvent.keyboard('an {Backspace}n')
    expect(shown()).toBeUndefined()
    // Another one.
    await userEvent.keyboard(' @z')
    expect(shown()).toEqual(['[Zoë]'])
    await userEvent.keyboard('{Escape}')
    // The first, gone and back.
    await userEvent.keyboard('{Home}{Delete}@')
    expect(shown()).toEqual(['[Ann Smith]', 'Zoë', 'Joan'])
    // The second Escape is the chat's.
    await userEvent.keyboard('{Escape}{Escape}')
    await vi.waitFor(() => expect(hand.chat.getState().run.status).not.toBe(running))
  })

  test('what was closed in one message is not closed in the next', async () => {
    composed()
    await userEvent.keyboard('@{Escape}an{Enter}')
    expect(box().value).toBe('')
    await userEvent.keyboard('@')
    expect(shown()).toHaveLength(3)
  })

  test('a caret that leaves closes it, and one that comes by does not open it', async () => {
    composed()
    await userEvent.keyboard('Hi @an')
    await userEvent.keyboard('{ArrowLeft}')
    await vi.waitFor(() => expect(shown()).toHaveLength(3))
    await userEvent.keyboard('{Home}')
    await vi.waitFor(() => expect(shown()).toBeUndefined())
    expect(written()).toBe('|Hi @an')
    await userEvent.keyboard('{End}')
    await stillness()
    expect(written()).toBe('Hi @an|')
    expect(shown()).toBeUndefined()
    await userEvent.keyboard('n')
    expect(shown()).toEqual(['[Ann Smith]'])
    // A selection is no caret.
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}')
    await vi.waitFor(() => expect(shown()).toBeUndefined())
  })

  test('a key with a modifier means what it always does', async () => {
    const { script } = composed()
    await userEvent.keyboard('@{Shift>}{Enter}{/Shift}')
    expect(box().value).toBe('@\n')
    await userEvent.keyboard('@{Control>}{Enter}{/Control}')
    expect(script.sent).toHaveLength(1)
  })

  test('Shift and Tab leave the box, for no list', async () => {
    composed({
      triggers: [{ ...people, items: bees(50) }],
    })
    await userEvent.keyboard('@{Shift>}{Tab}{/Shift}')
    expect(document.activeElement?.closest('[data-part=composer-triggers]')).toBeNull()
    expect(document.activeElement).not.toBe(box())
    await vi.waitFor(() => expect(shown()).toBeUndefined())
  })

  test('where nothing matches, keys mean what they always do', async () => {
    const { script } = composed()
    await userEvent.keyboard('@nobody')
    expect(shown()).toBeUndefined()
    expect(status()).toBe('No suggestions')
    await userEvent.keyboard('{ArrowUp}{Enter}')
    expect(script.sent).toHaveLength(1)
    expect(status()).toBe('')
  })

  test.each<SubmitMode>(['mod-enter', 'none'])('Enter chooses with %s too', async (submitMode) => {
    composed({ submitMode })
    await userEvent.keyboard('@{Enter}')
    expect(written()).toBe('@Ann Smith |')
  })

  test('an address and a path open nothing', async () => {
    composed()
    await userEvent.keyboard('ann@example.org /usr/bin a/b')
    expect(shown()).toBeUndefined()
    expect(status()).toBe('')
  })

  test('a list of fifty scrolls with what is active, and back for other letters', async () => {
    composed({ triggers: [{ ...people, items: bees(200) }] })
    await userEvent.keyboard('@')
    expect(shown()).toHaveLength(50)
    expect(status()).toBe('50 suggestions')
    await userEvent.keyboard('{ArrowUp}')
    const list = screen.getByRole('listbox')
    await vi.waitFor(() => expect(list.scrollTop).toBeGreaterThan(0))
    const last = list.lastElementChild as HTMLElement
    expect(last.dataset['active']).toBe('')
    expect(last.getBoundingClientRect().bottom).toBeLessThanOrEqual(
      list.getBoundingClientRect().bottom + 1,
    )
    await userEvent.keyboard('b')
    expect(shown()?.[0]).toBe('[Bee 0]')
    expect(list.scrollTop).toBe(0)
  })
})

function bees(count: number): readonly TriggerItem[] {
  return Array.from({ length: count }, (_, index) => ({ id: `b${index}`, label: `Bee ${index}` }))
}

describe('what is put into the message', () => {
  test('stands where it was typed, whatever is behind it', async () => {
    composed()
    await userEvent.keyboard('Ask  today{ArrowLeft>6/}@zo{Enter}')
    expect(written()).toBe('Ask @Zoë |today')
  })

  test('has one space behind it', async () => {
    composed()
    await userEvent.keyboard('and Joan{Home}@zo{Enter}')
    expect(written()).toBe('@Zoë |and Joan')
    await userEvent.keyboard('{End}{Shift>}{Enter}{/Shift}x{ArrowLeft}@jo{Enter}')
    expect(written()).toBe('@Zoë and Joan\n@Joan |x')
  })

  test('can be undone and done again', async () => {
    const { chat } = composed()
    await userEvent.keyboard('Ask @zo{Enter}')
    expect(box().value).toBe('Ask @Zoë ')
    await userEvent.keyboard('{Control>}z{/Control}')
    expect(box().value).toBe('Ask @zo')
    expect(chat.composer.getState().text).toBe('Ask @zo')
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}')
    expect(chat.composer.getState().text).toBe('Ask @Zoë ')
  })

  test('comes by itself where the browser refuses to write it', async () => {
    const refused = vi.spyOn(document, 'execCommand').mockReturnValue(false)
    const { chat } = composed({ hand: chatInHand({ messages: [question('q', 'Hi')] }) })
    await userEvent.keyboard('Ask  today{ArrowLeft>6/}@zo{Enter}')
    expect(written()).toBe('Ask @Zoë |today')
    expect(chat.composer.getState().text).toBe('Ask @Zoë today')
    await userEvent.keyboard('{Control>}a{/Control}{Delete}/cl{Enter}')
    expect(written()).toBe('|')
    expect(chat.getState().messages).toEqual([])
    refused.mockRestore()
  })

  test('may be a text of several lines', async () => {
    composed()
    await userEvent.keyboard('/le{Enter}')
    expect(written()).toBe('Dear Ada,\nthank you! |')
  })

  test('a command runs in place of it, once what was typed for it is gone', async () => {
    const seen: string[] = []
    const hand = chatInHand({ messages: [question('q', 'Hi')] })
    const note: TriggerItem = {
      id: 'note',
      label: 'Note',
      run(chat) {
        seen.push(chat.composer.getState().text)
        chat.composer.getState().setText('Noted.')
      },
    }
    composed({ hand, triggers: [{ ...commands, items: [note] }] })
    await userEvent.keyboard('Hi{Shift>}{Enter}{/Shift}/no{Enter}')
    expect(seen).toEqual(['Hi\n'])
    expect(box().value).toBe('Noted.')
    expect(hand.script.sent).toHaveLength(0)
  })
})

describe('by pointer', () => {
  test('a press chooses, and the box keeps the focus', async () => {
    composed()
    const blurs: unknown[] = []
    box().addEventListener('blur', () => blurs.push(1))
    await userEvent.keyboard('@')
    await userEvent.click(screen.getByRole('option', { name: /Zoë/ }))
    expect(written()).toBe('@Zoë |')
    expect(document.activeElement).toBe(box())
    expect(blurs).toEqual([])
  })

  test('what the pointer goes to is active', async () => {
    composed()
    await userEvent.keyboard('@')
    await userEvent.hover(screen.getByRole('option', { name: 'Joan' }))
    await vi.waitFor(() => expect(shown()).toEqual(['Ann Smith', 'Zoë', '[Joan]']))
    await userEvent.keyboard('{Enter}')
    expect(written()).toBe('@Joan |')
    await userEvent.unhover(box())
  })

  test('a finger chooses, and the box keeps the focus', async () => {
    composed()
    const blurs: unknown[] = []
    box().addEventListener('blur', () => blurs.push(1))
    await userEvent.keyboard('@')
    await tap(screen.getByRole('option', { name: /Zoë/ }))
    await vi.waitFor(() => expect(written()).toBe('@Zoë |'))
    expect(document.activeElement).toBe(box())
    expect(blurs).toEqual([])
  })

  test('a press elsewhere closes it', async () => {
    composed({ beside: <button type="button">Elsewhere</button> })
    await userEvent.keyboard('@')
    await userEvent.click(screen.getByRole('button', { name: 'Elsewhere' }))
    await vi.waitFor(() => expect(shown()).toBeUndefined())
  })
})

/** Where a node is in the window: tests run in a frame of it. */
function inWindow(node: Element): { readonly x: number; readonly y: number } {
  const frame = window.frameElement?.getBoundingClientRect()
  const { left, top, width, height } = node.getBoundingClientRect()
  const scale = frame === undefined ? 1 : frame.width / window.innerWidth
  return {
    x: (frame?.left ?? 0) + (left + width / 2) * scale,
    y: (frame?.top ?? 0) + (top + height / 2) * scale,
  }
}

async function tap(node: Element): Promise<void> {
  const session = cdp()
  await session.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [inWindow(node)],
  })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

describe('while an input method composes', () => {
  async function compose(text: string): Promise<void> {
    const { length } = text
    await cdp().send('Input.imeSetComposition', {
      text,
      selectionStart: length,
      selectionEnd: length,
    })
  }

  const tanaka: Trigger = {
    ...people,
    items: [
      { id: 'tanaka', label: '田中', keywords: ['たなか'] },
      { id: 'taro', label: '太郎', keywords: ['たろう'] },
    ],
  }

  test('its letters are searched for, and what confirms them chooses nothing', async () => {
    const { script } = composed({ triggers: [tanaka] })
    await userEvent.keyboard('@')
    await compose('た')
    expect(shown()).toEqual(['[田中]', '太郎'])
    await compose('たろ')
    expect(shown()).toEqual(['[太郎]'])
    await cdp().send('Input.insertText', { text: 'たろう' })
    expect(written()).toBe('@たろう|')
    await userEvent.keyboard('{Enter}')
    expect(written()).toBe('@太郎 |')
    expect(script.sent).toHaveLength(0)
  })

  test('no key is taken', async () => {
    composed({ triggers: [tanaka] })
    const keys: unknown[] = []
    const hear = (event: KeyboardEvent): void => {
      keys.push([event.key, event.isComposing, event.defaultPrevented])
    }
    await userEvent.keyboard('@')
    await compose('た')
    document.addEventListener('keydown', hear)
    await userEvent.keyboard('{ArrowDown}')
    expect(shown()).toEqual(['[田中]', '太郎'])
    await compose('た')
    await userEvent.keyboard('{Escape}')
    expect(shown()).toEqual(['[田中]', '太郎'])
    await compose('た')
    // There is no input method behind it: the letters stay, and the key breaks the line.
    await userEvent.keyboard('{Enter}')
    document.removeEventListener('keydown', hear)
    expect(written()).toBe('@た\n|')
    expect(keys).toEqual([
      ['ArrowDown', true, false],
      ['Escape', true, false],
      ['Enter', true, false],
    ])
  })

  test('a press chooses all the same', async () => {
    const { chat } = composed({ triggers: [tanaka] })
    await userEvent.keyboard('Hi @')
    await compose('たろ')
    await userEvent.click(screen.getByRole('option', { name: '太郎' }))
    expect(written()).toBe('Hi @太郎 |')
    expect(chat.composer.getState().text).toBe('Hi @太郎 ')
    await userEvent.keyboard('x')
    expect(written()).toBe('Hi @太郎 x|')
  })
})

interface Question {
  readonly query: string
  readonly signal: AbortSignal
  readonly answer: (items: readonly TriggerItem[]) => Promise<void>
  readonly fail: () => Promise<void>
}

/** People who are found elsewhere, by questions that a test holds in its hand. */
function elsewhere() {
  const questions: Question[] = []
  const trigger: Trigger = {
    ...people,
    items: (query, { signal }) =>
      new Promise((resolve, reject) => {
        questions.push({
          query,
          signal,
          answer: (items) => act(async () => resolve(items)),
          fail: () => act(async () => reject(new Error('No network.'))),
        })
      }),
  }
  /** The newest question for what was typed: in StrictMode the first is asked twice. */
  function asked(query: string): Question {
    const found = questions.findLast((one) => one.query === query)
    if (found === undefined) throw new Error(`Nobody asked for ${query}.`)
    return found
  }
  return { trigger, asked, questions }
}

describe('a list that is found elsewhere', () => {
  const ann = { id: 'ann', label: 'Ann' }
  const anna = { id: 'anna', label: 'Anna' }

  test('is on its way, and then there, as it was ordered', async () => {
    const { trigger, asked } = elsewhere()
    composed({ triggers: [trigger] })
    await userEvent.keyboard('@a')
    expect(status()).toBe('Loading suggestions…')
    expect(shown()).toBeUndefined()
    await asked('a').answer([{ id: 'b', label: 'Bea' }, ann])
    expect(shown()).toEqual(['[Bea]', 'Ann'])
    expect(status()).toBe('2 suggestions')
  })

  test('is asked for the newest letters; what was asked before is aborted, and counts no more', async () => {
    const { trigger, asked } = elsewhere()
    composed({ triggers: [trigger] })
    await userEvent.keyboard('@a')
    await userEvent.keyboard('n')
    expect(asked('a').signal.aborted).toBe(true)
    expect(asked('an').signal.aborted).toBe(false)
    await asked('an').answer([anna])
    expect(shown()).toEqual(['[Anna]'])
    await asked('a').answer([ann])
    expect(shown()).toEqual(['[Anna]'])
  })

  test('shows what was found before as far as it matches, until the newest is there', async () => {
    const { trigger, asked } = elsewhere()
    composed({ triggers: [trigger] })
    await userEvent.keyboard('@a')
    await asked('a').answer([{ id: 'b', label: 'Abe' }, ann])
    await userEvent.keyboard('n')
    expect(shown()).toEqual(['[Ann]'])
    await userEvent.keyboard('x')
    expect(shown()).toBeUndefined()
    expect(status()).toBe('Loading suggestions…')
    await asked('anx').answer([])
    expect(status()).toBe('No suggestions')
  })

  test('stays at what somebody went to, wherever that comes to stand', async () => {
    const { trigger, asked } = elsewhere()
    composed({ triggers: [trigger] })
    await userEvent.keyboard('@')
    await asked('').answer([ann, anna])
    await userEvent.keyboard('a')
    await userEvent.keyboard('{ArrowDown}')
    expect(shown()).toEqual(['Ann', '[Anna]'])
    await asked('a').answer([anna, ann])
    expect(shown()).toEqual(['[Anna]', 'Ann'])
  })

  test('says when it failed, and asks again for other letters', async () => {
    const { trigger, asked } = elsewhere()
    const { container } = composed({ triggers: [trigger] })
    await userEvent.keyboard('@a')
    await asked('a').fail()
    expect(status()).toBe('Suggestions could not be loaded.')
    expect(container.querySelector('[data-part=composer-triggers]')).toHaveProperty(
      'dataset.status',
      'failed',
    )
    await userEvent.keyboard('n')
    expect(status()).toBe('Loading suggestions…')
    await asked('an').answer([ann])
    expect(shown()).toEqual(['[Ann]'])
  })

  test('is aborted when it is closed, and asked anew when it opens again', async () => {
    const { trigger, asked, questions } = elsewhere()
    composed({ triggers: [trigger] })
    await userEvent.keyboard('@')
    await asked('').fail()
    await userEvent.keyboard('{Backspace}')
    const before = questions.length
    await userEvent.keyboard('@')
    expect(questions.length).toBeGreaterThan(before)
    expect(status()).toBe('Loading suggestions…')
    await userEvent.keyboard('{Escape}')
    expect(asked('').signal.aborted).toBe(true)
    await asked('').answer([ann])
    expect(shown()).toBeUndefined()
  })

  test.each<readonly [string, () => unknown]>([
    [
      'throws at once',
      () => {
        throw new Error('Not today.')
      },
    ],
    ['is no promise and no list', () => null],
    ['is a list of no items', async () => ({ items: [] })],
  ])('a function that %s fails, and nothing else does', async (_, items) => {
    composed({ triggers: [{ ...people, items: items as Trigger['items'] }] })
    await userEvent.keyboard('@')
    await vi.waitFor(() => expect(status()).toBe('Suggestions could not be loaded.'))
    await userEvent.keyboard('{Escape}')
    expect(status()).toBe('')
  })

  test('a function that is made anew with every render is not asked by that', async () => {
    const { trigger, questions } = elsewhere()
    const hand = chatInHand()
    function Inline(): ReactNode {
      const { items, ...rest } = trigger
      if (typeof items !== 'function') throw new Error('It is a function.')
      return (
        <ChatProvider chat={hand.chat}>
          <Composer.Root>
            <Composer.Triggers
              triggers={[{ ...rest, items: (query, options) => items(query, options) }]}
            />
            <Composer.Input />
          </Composer.Root>
        </ChatProvider>
      )
    }
    const { rerender } = render(<Inline />)
    box().focus()
    await userEvent.keyboard('@a')
    const before = questions.length
    rerender(<Inline />)
    rerender(<Inline />)
    expect(questions).toHaveLength(before)
    expect(questions.at(-1)?.signal.aborted).toBe(false)
  })
})

describe('what assistive technology is told', () => {
  test('the box is a text box that names the list and what is active, while there is one', async () => {
    composed()
    function said(): Readonly<Record<string, string | null>> {
      const names = ['role', 'aria-expanded', 'aria-autocomplete', 'aria-haspopup']
      return Object.fromEntries(names.map((name) => [name, box().getAttribute(name)]))
    }
    const nothing = {
      role: null,
      'aria-expanded': null,
      'aria-autocomplete': null,
      'aria-haspopup': null,
    }
    expect(said()).toEqual(nothing)
    await userEvent.keyboard('@')
    expect(said()).toEqual({ ...nothing, 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' })
    expect(box().getAttribute('aria-controls')).toBe(screen.getByRole('listbox').id)
    await userEvent.keyboard('nobody')
    expect(box().getAttribute('aria-controls')).toBeNull()
    expect(box().getAttribute('aria-activedescendant')).toBeNull()
    await userEvent.keyboard('{Escape}')
    expect(said()).toEqual(nothing)
  })

  test('how many there are is said politely, by a node that is there before', async () => {
    composed()
    const node = screen.getByRole('status')
    expect(node.textContent).toBe('')
    await userEvent.keyboard('@')
    expect(screen.getByRole('status')).toBe(node)
    expect(node.textContent).toBe('3 suggestions')
    await userEvent.keyboard('z')
    expect(node.textContent).toBe('1 suggestion')
  })

  test('what stays active is the same node, whatever is typed', async () => {
    composed()
    await userEvent.keyboard('@a')
    const before = box().getAttribute('aria-activedescendant')
    await userEvent.keyboard('n')
    expect(box().getAttribute('aria-activedescendant')).toBe(before)
  })
})

test('hostile items are short, plain words of their own, and so is what is put into the message (T-53, T-55)', async () => {
  const hostile: readonly unknown[] = [
    { id: '<img src=x onerror=alert(1)>', label: '<img src=x onerror=alert(1)>' },
    { id: 'a b\n"', label: `\u202e${'x'.repeat(10_000)}`, description: 'y\n'.repeat(10_000) },
    { id: '', label: '\u2067gnihton\u2069' },
    { id: 'gone', label: '\u200b' },
    null,
  ]
  const { container } = composed({
    triggers: [{ ...people, items: hostile as readonly TriggerItem[] }],
  })
  await userEvent.keyboard('@')
  expect(shown()).toEqual(['[<img src=x onerror=alert(1)>]', `${'x'.repeat(79)}…`, 'gnihton'])
  expect(container.querySelector('img')).toBeNull()
  const options = screen.getAllByRole('option')
  expect(new Set(options.map(({ id }) => id)).size).toBe(3)
  for (const option of options) {
    expect(option.id).toMatch(/^\S+$/)
    for (const words of option.children) expect(words.tagName).toBe('BDI')
    expect(option.getBoundingClientRect().height).toBeLessThan(80)
    expect(option.scrollWidth).toBeLessThanOrEqual(option.clientWidth)
  }
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(box().value).toBe(`@${'x'.repeat(159)}… `)
})

test('writing in a box without a list renders nothing of it, and writing in one renders no message', async () => {
  const renders = new Map<string, number>()
  const count = (name: string): void => void renders.set(name, (renders.get(name) ?? 0) + 1)
  const hand = chatInHand({ messages: [question('q', 'Hi')] })
  render(
    <ChatProvider chat={hand.chat}>
      <Profiler id="messages" onRender={count}>
        <ThreadMessages />
      </Profiler>
      <Composer.Root>
        <Profiler id="triggers" onRender={count}>
          <Composer.Triggers triggers={[people]} />
        </Profiler>
        <Composer.Input />
      </Composer.Root>
    </ChatProvider>,
  )
  box().focus()
  renders.clear()
  await userEvent.keyboard('Hello')
  expect(renders.get('triggers')).toBeUndefined()
  await userEvent.keyboard(' @zo')
  expect(renders.get('triggers')).toBeGreaterThan(0)
  expect(renders.get('messages')).toBeUndefined()
})

test('nobody who has no list has any of it: the box is as it was', async () => {
  const hand = chatInHand()
  render(
    <ChatProvider chat={hand.chat}>
      <Composer.Root>
        <Composer.Input />
      </Composer.Root>
    </ChatProvider>,
  )
  box().focus()
  await userEvent.keyboard('@a{Enter}')
  expect(hand.script.sent).toHaveLength(1)
})

test('a list that is taken away while it is open leaves nothing behind', async () => {
  const hand = chatInHand()
  function App({ helped }: { readonly helped: boolean }): ReactNode {
    return (
      <ChatProvider chat={hand.chat}>
        <Composer.Root>
          {helped && <Composer.Triggers triggers={[people]} />}
          <Composer.Input />
        </Composer.Root>
      </ChatProvider>
    )
  }
  const { rerender } = render(<App helped />)
  box().focus()
  await userEvent.keyboard('@')
  expect(shown()).toHaveLength(3)
  rerender(<App helped={false} />)
  expect(box().getAttribute('aria-controls')).toBeNull()
  await userEvent.keyboard('{Enter}')
  expect(hand.script.sent).toHaveLength(1)
})

test('words that are sent or set from elsewhere close it', async () => {
  const { chat, script } = composed()
  await userEvent.keyboard('@an')
  await userEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect(script.sent).toHaveLength(1)
  expect(shown()).toBeUndefined()
  await userEvent.click(box())
  await userEvent.keyboard('@')
  expect(shown()).toHaveLength(3)
  act(() => chat.composer.getState().setText('@an'))
  expect(shown()).toBeUndefined()
  act(() => chat.composer.getState().setText('@'))
  expect(shown()).toBeUndefined()
})

test('what a server rendered comes to life without a warning', async () => {
  const errors = vi.spyOn(console, 'error')
  const hand = chatInHand()
  const tree = (
    <StrictMode>
      <ChatProvider chat={hand.chat}>
        <Composer.Root>
          <Composer.Triggers triggers={[people]} />
          <Composer.Input />
        </Composer.Root>
      </ChatProvider>
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const node = host.querySelector('[data-part=composer-triggers]')
  const root = await act(async () => hydrateRoot(host, tree))
  expect(host.querySelector('[data-part=composer-triggers]')).toBe(node)
  box().focus()
  await userEvent.keyboard('@')
  expect(shown()).toHaveLength(3)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

test('in a shadow root it works as it does in a page', async () => {
  const hand = chatInHand()
  const host = document.createElement('div')
  document.body.append(host)
  const shadow = host.attachShadow({ mode: 'open' })
  const place = document.createElement('div')
  shadow.append(place)
  render(
    <ChatProvider chat={hand.chat}>
      <Composer.Root>
        <Composer.Triggers triggers={[{ ...people, items: bees(50) }]} />
        <Composer.Input />
      </Composer.Root>
    </ChatProvider>,
    { container: place },
  )
  const inner = shadow.querySelector('textarea')
  if (inner === null) throw new Error('There is no box.')
  const options = () => [...shadow.querySelectorAll('[role=option]')].map((one) => one.textContent)
  inner.focus()
  await userEvent.keyboard('Hi @bee 1{ArrowLeft>2/}')
  await vi.waitFor(() => expect(options()).toEqual([]))
  await userEvent.keyboard('{ArrowRight>2/}{Backspace>2/}')
  expect(options()).toHaveLength(50)
  await userEvent.keyboard('{ArrowUp}{Enter}')
  expect(inner.value).toBe('Hi @Bee 49 ')
  expect(inner.selectionStart).toBe(inner.value.length)
  cleanup()
  host.remove()
})

describe('where it is', () => {
  test.each([
    ['a usual window', 800, 600, undefined],
    ['a window of 320 px', 320, 640, undefined],
    ['a window of 320 px, from right to left', 320, 640, arabic],
    ['a low window', 480, 200, undefined],
  ] as const)('in %s it is above the composer, as wide, and within the chat', async (...given) => {
    const [, width, height, labels] = given
    await page.viewport(width, height)
    const { container } = composed({
      triggers: [{ ...people, items: bees(50) }],
      ...(labels === undefined ? {} : { labels }),
    })
    await userEvent.keyboard('@')
    const [chat, list, form] = ['chat', 'composer-triggers', 'composer'].map((part) =>
      container.querySelector(`[data-part=${part}]`)?.getBoundingClientRect(),
    )
    if (chat === undefined || list === undefined || form === undefined) throw new Error('No part.')
    expect(list.left).toBeCloseTo(form.left, 0)
    expect(list.width).toBeCloseTo(form.width, 0)
    expect(list.bottom).toBeLessThan(form.top)
    expect(list.bottom).toBeGreaterThan(form.top - 10)
    expect(list.top).toBeGreaterThanOrEqual(chat.top)
    expect(list.height).toBeGreaterThan(50)
    expect(document.documentElement.scrollWidth).toBe(width)
  })
})
