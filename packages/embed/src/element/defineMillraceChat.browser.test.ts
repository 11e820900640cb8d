import { configure, getByRole, waitFor } from '@testing-library/dom'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { encode, endOfStream } from '@millrace/protocol'
import { defineMillraceChat } from './defineMillraceChat.ts'
import type { MillraceChatElement } from './MillraceChatElement.ts'

configure({ asyncUtilTimeout: 15_000 })
beforeAll(() => defineMillraceChat())
const realFetch = globalThis.fetch
afterEach(async () => {
  globalThis.fetch = realFetch
  document.documentElement.lang = 'en'
  document.body.replaceChildren()
  for (const style of document.head.querySelectorAll('style[data-test]')) style.remove()
})

function added(parent: HTMLElement = document.body): MillraceChatElement {
  const element = document.createElement('millrace-chat') as MillraceChatElement
  parent.append(element)
  return element
}

function inside(element: HTMLElement): HTMLElement {
  // Testing Library wants an element; a shadow root answers the same questions.
  return element.shadowRoot as unknown as HTMLElement
}

/** Answers every question with two words, and remembers what was asked. */
function answering(): { readonly asked: Request[]; readonly bodies: Record<string, unknown>[] } {
  const asked: Request[] = []
  const bodies: Record<string, unknown>[] = []
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input
    asked.push(new Request(new URL(url, location.href), init))
    if (typeof init?.body === 'string') {
      bodies.push(JSON.parse(init.body) as Record<string, unknown>)
    }
    const events = [
      encode(0, { type: 'start', messageId: 'answer' }),
      encode(1, { type: 'text-delta', id: '0', delta: 'Good **morning**' }),
      encode(2, { type: 'finish', finishReason: 'stop' }),
      encode(3, endOfStream),
    ]
    return new Response(events.join(''), {
      headers: { 'content-type': 'text/event-stream', 'x-millrace-stream': 's' },
    })
  }
  return { asked, bodies }
}

async function ask(element: HTMLElement, question: string): Promise<void> {
  const box = await waitFor(() => getByRole<HTMLTextAreaElement>(inside(element), 'textbox'))
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set
  set?.call(box, question)
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await waitFor(() => expect(box.value).toBe(question))
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}

interface Streaming {
  readonly write: (text: string) => void
  readonly end: () => void
  readonly isOpen: () => boolean
  /** The methods of all requests. */
  readonly requests: () => readonly string[]
}

/** A server whose one answer a test writes. */
function streaming(): Streaming {
  const methods: string[] = []
  const encoder = new TextEncoder()
  let number = 0
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const send = (chunk: Parameters<typeof encode>[1]): void =>
    controller?.enqueue(encoder.encode(encode(number++, chunk)))
  globalThis.fetch = async (_, init) => {
    methods.push(init?.method ?? 'GET')
    const body = new ReadableStream<Uint8Array>({
      start(started) {
        controller = started
      },
    })
    init?.signal?.addEventListener('abort', () => {
      controller?.error(new DOMException('It is gone.', 'AbortError'))
      controller = undefined
    })
    send({ type: 'start', messageId: 'answer' })
    send({ type: 'text-start', id: '0' })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'x-millrace-stream': 's' },
    })
  }
  return {
    write: (delta) => send({ type: 'text-delta', id: '0', delta }),
    end() {
      send({ type: 'text-end', id: '0' })
      send({ type: 'finish', finishReason: 'stop' })
      send(endOfStream)
      controller?.close()
    },
    isOpen: () => controller !== undefined,
    requests: () => methods,
  }
}

test('answers inside its shadow root, with the address and headers it was given', async () => {
  const { asked } = answering()
  const element = added()
  element.api = '/elsewhere'
  element.headers = () => ({ authorization: 'Bearer fresh' })
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).querySelector('strong')?.textContent).toBe('morning'))
  expect(new URL(asked[0]?.url ?? '').pathname).toBe('/elsewhere')
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer fresh')
})

test('keeps the conversation and the draft when it is moved or its attributes change', async () => {
  answering()
  const first = document.createElement('div')
  const second = document.createElement('div')
  document.body.append(first, second)
  const element = added(first)
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
  second.append(element)
  element.setAttribute('theme', 'dark')
  element.setAttribute('placeholder', 'Say something')
  await waitFor(() => expect(inside(element).querySelector('[data-theme="dark"]')).not.toBeNull())
  expect(inside(element).textContent).toContain('Hello')
  expect(inside(element).textContent).toContain('Good morning')
  expect(getByRole(inside(element), 'textbox').getAttribute('placeholder')).toBe('Say something')
})

test('takes its view down when it is removed, and comes back with its messages', async () => {
  answering()
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
  element.remove()
  await waitFor(() => expect(element.shadowRoot?.childElementCount).toBe(0))
  document.body.append(element)
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
})

test("the page's rules stay outside", async () => {
  const style = document.createElement('style')
  style.dataset['test'] = ''
  style.textContent = '* { color: rgb(255, 0, 0) !important; font-size: 40px !important }'
  document.head.append(style)
  const element = added()
  const box = await waitFor(() => getByRole(inside(element), 'textbox'))
  expect(getComputedStyle(box).fontSize).not.toBe('40px')
})

test('two elements on one page share nothing', async () => {
  answering()
  const one = added()
  const other = added()
  await ask(one, 'Hello')
  await waitFor(() => expect(inside(one).textContent).toContain('Good morning'))
  expect(inside(other).textContent).not.toContain('Good morning')
})

test('defining it twice is harmless', () => {
  expect(() => defineMillraceChat()).not.toThrow()
})

/** The chat inside, once it is there. */
async function chatIn(element: HTMLElement): Promise<HTMLElement> {
  return await waitFor(() => {
    const found = inside(element).querySelector<HTMLElement>('[data-part=chat]:has(textarea)')
    if (found === null) throw new Error('There is no chat yet.')
    return found
  })
}

function partIn(element: HTMLElement, name: string): HTMLElement {
  const found = inside(element).querySelector<HTMLElement>(`[data-part=${name}]`)
  if (found === null) throw new Error(`There is no ${name}.`)
  return found
}

/** What was told, in order, from anywhere below the page. */
function heard(...names: readonly string[]): readonly (readonly [string, unknown])[] {
  const told: (readonly [string, unknown])[] = []
  const { signal } = listening
  for (const name of names) {
    document.body.addEventListener(
      name,
      (event) => told.push([event.type, (event as CustomEvent<unknown>).detail]),
      { signal },
    )
  }
  return told
}

let listening = new AbortController()
afterEach(() => {
  listening.abort()
  listening = new AbortController()
})

test('attributes are properties, and properties attributes', () => {
  const element = added()
  element.innerHTML = ''
  element.setAttribute('mode', 'sidebar')
  element.setAttribute('submit-mode', 'none')
  expect([element.mode, element.submitMode, element.open]).toEqual(['sidebar', 'none', false])
  element.open = true
  element.theme = 'dark'
  element.chatId = 'c1'
  element.readAloud = true
  expect(element.outerHTML).toContain(
    'mode="sidebar" submit-mode="none" open="" theme="dark" chat-id="c1" read-aloud=""',
  )
  element.theme = undefined
  element.readAloud = false
  expect(element.hasAttribute('theme') || element.hasAttribute('read-aloud')).toBe(false)
})

test.each([
  ['mode', 'mode', 'javascript:alert(1)', 'inline'],
  ['announce', 'announce', '', 'sentences'],
  ['credentials', 'credentials', 'INCLUDE', 'same-origin'],
  ['theme', 'theme', 'constructor', undefined],
  ['submitMode', 'submit-mode', '__proto__', 'enter'],
] as const)(
  'what %s cannot be is as if it was not there',
  (property, attribute, wrong, expected) => {
    const element = added()
    element.setAttribute(attribute, wrong)
    expect(element[property]).toBe(expected)
  },
)

test('what is set before the element is defined counts', async () => {
  const { asked } = answering()
  const early = document.createElement('early-chat') as MillraceChatElement
  Object.assign(early, { api: '/early', headers: { 'x-early': 'yes' }, mode: 'inline' })
  document.body.append(early)
  defineMillraceChat('early-chat')
  await ask(early, 'Hello')
  await waitFor(() => expect(asked).toHaveLength(1))
  expect(new URL(asked[0]?.url ?? '').pathname).toBe('/early')
  expect(asked[0]?.headers.get('x-early')).toBe('yes')
})

test('a page hears what happens, wherever it listens', async () => {
  answering()
  const told = heard(
    'millrace-ready',
    'millrace-before-send',
    'millrace-send',
    'millrace-status',
    'millrace-answer',
  )
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(told.map(([name]) => name)).toContain('millrace-answer'))
  expect(
    told.map(([name, detail]) => [name, name === 'millrace-answer' ? undefined : detail]),
  ).toEqual([
    ['millrace-ready', null],
    ['millrace-before-send', { text: 'Hello' }],
    ['millrace-send', { text: 'Hello' }],
    ['millrace-status', { status: 'submitted' }],
    ['millrace-status', { status: 'streaming' }],
    ['millrace-status', { status: 'ready' }],
    ['millrace-answer', undefined],
  ])
  expect(told.at(-1)?.[1]).toMatchObject({ text: 'Good **morning**', isWhole: true })
  expect(element.messages).toHaveLength(2)
})

test('a failure is told by its code, never in the words of a provider (T-60)', async () => {
  globalThis.fetch = async () =>
    Response.json(
      { error: { code: 'rate_limit', message: 'sk-secret of the upstream' } },
      { status: 429 },
    )
  const told = heard('millrace-error')
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(told).toHaveLength(1))
  expect(told[0]?.[1]).toEqual({ code: 'rate_limit', retryable: true })
})

test('what a page does not let be asked is not, and its words are there still', async () => {
  const { asked } = answering()
  const element = added()
  element.addEventListener('millrace-before-send', (event) => event.preventDefault(), {
    once: true,
  })
  await ask(element, 'My secret')
  await waitFor(() =>
    expect(getByRole<HTMLTextAreaElement>(inside(element), 'textbox').value).toBe('My secret'),
  )
  expect(asked).toEqual([])
  element.addEventListener('millrace-before-send', (event) => event.preventDefault(), {
    once: true,
  })
  expect(await element.sendMessage('Of the page')).toBe(false)
  expect(await element.sendMessage('Of the page')).toBe(true)
  expect(element.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
})

test('an empty question is refused at once', async () => {
  await expect(added().sendMessage('  ')).rejects.toThrow(TypeError)
})

test('body and model go with each question, asked anew', async () => {
  const { bodies } = answering()
  const element = added()
  let turn = 0
  element.body = () => ({ turn: ++turn })
  element.model = 'fast'
  await element.sendMessage('One')
  element.model = 'reason'
  await element.sendMessage('Two')
  expect(bodies.map(({ model, turn: of }) => [model, of])).toEqual([
    ['fast', 1],
    ['reason', 2],
  ])
})

test('floating, nothing of it but a button is in the page, and a page can open it', async () => {
  answering()
  const told = heard('millrace-toggle')
  const element = added()
  element.mode = 'floating'
  element.heading = 'Ask the miller'
  await waitFor(() => partIn(element, 'panel-launcher'))
  expect(element.getBoundingClientRect().height).toBe(0)
  expect(inside(element).querySelector('textarea')).toBeNull()
  element.show()
  const chat = await chatIn(element)
  await waitFor(() => expect(element.shadowRoot?.activeElement?.tagName).toBe('TEXTAREA'))
  expect(element.open).toBe(true)
  expect(getByRole(inside(element), 'dialog', { name: 'Ask the miller' }).contains(chat)).toBe(true)
  element.toggle()
  await waitFor(() =>
    expect(element.shadowRoot?.activeElement).toBe(partIn(element, 'panel-launcher')),
  )
  expect(told.map(([, detail]) => detail)).toEqual([{ open: true }, { open: false }])
})

test('an answer that comes while it is closed is counted, and told outside of the shadow', async () => {
  answering()
  const element = added()
  element.mode = 'floating'
  await element.sendMessage('Hello')
  await waitFor(() => expect(partIn(element, 'panel-launcher').dataset['unread']).toBe('1'))
  const outlet = await waitFor(() => {
    const found = element.querySelector('[data-part=announcer-polite]')
    if (found === null) throw new Error('There is no outlet.')
    return found
  })
  await waitFor(() => expect(outlet.textContent).toBe('New message from Assistant'))
})

test('answers are read out in the light DOM, also out of a panel that fills the screen', async () => {
  await page.viewport(375, 600)
  try {
    answering()
    const element = added()
    element.mode = 'floating'
    element.show()
    await chatIn(element)
    await element.sendMessage('Hello')
    await waitFor(() => {
      const said = [...element.querySelectorAll('[data-part=announcer-polite]')]
      expect(said.map((one) => one.textContent).join()).toContain('Assistant is responding')
    })
    expect(partIn(element, 'panel').matches(':modal')).toBe(true)
    // What is in the modal dialog is read, and nothing else.
    const spoken = [...element.children].find((one) => one.textContent !== '')
    expect(spoken?.assignedSlot?.closest('dialog')).toBe(partIn(element, 'panel'))
  } finally {
    await page.viewport(800, 600)
  }
})

test('a page puts what it likes into slots', async () => {
  const element = added()
  element.innerHTML = `
    <h2 slot="header">Our miller</h2>
    <p slot="empty">Ask about flour.</p>
    <button slot="composer-start">Template</button>
    <button slot="composer-end">Call us</button>
    <small slot="footer">It may be wrong.</small>
  `
  const chat = await chatIn(element)
  await waitFor(() => expect(element.querySelector('[slot=empty]')?.assignedSlot).not.toBeNull())
  const at = (slot: string): DOMRect =>
    element.querySelector(`[slot=${slot}]`)?.getBoundingClientRect() ?? new DOMRect()
  const box = getByRole(inside(element), 'textbox').getBoundingClientRect()
  const whole = chat.getBoundingClientRect()
  expect(at('header').bottom).toBeLessThanOrEqual(whole.top + 1)
  expect(at('empty').top).toBeGreaterThan(whole.top)
  expect(at('composer-start').right).toBeLessThanOrEqual(box.left)
  expect(at('composer-end').left).toBeGreaterThanOrEqual(box.right)
  expect(at('footer').top).toBeGreaterThanOrEqual(whole.bottom - 1)
  expect(at('footer').bottom).toBeLessThanOrEqual(element.getBoundingClientRect().bottom + 1)
})

test('every part can be named from outside, and whose a message is', async () => {
  answering()
  const style = document.createElement('style')
  style.dataset['test'] = ''
  style.textContent = `
    millrace-chat::part(message assistant) { outline: 3px solid rgb(1, 2, 3) }
    millrace-chat::part(composer-input) { color: rgb(4, 5, 6) }
    millrace-chat::part(markdown) { letter-spacing: 7px }
  `
  document.head.append(style)
  const element = added()
  await element.sendMessage('Hello')
  await chatIn(element)
  await waitFor(() => partIn(element, 'markdown'))
  const [question, answer] = inside(element).querySelectorAll('[data-part=message]')
  expect(getComputedStyle(answer ?? element).outlineColor).toBe('rgb(1, 2, 3)')
  expect(getComputedStyle(question ?? element).outlineColor).not.toBe('rgb(1, 2, 3)')
  expect(getComputedStyle(partIn(element, 'composer-input')).color).toBe('rgb(4, 5, 6)')
  await waitFor(() =>
    expect(getComputedStyle(partIn(element, 'markdown')).letterSpacing).toBe('7px'),
  )
  const unnamed = [...inside(element).querySelectorAll<HTMLElement>('[data-part]')].filter(
    (part) => !part.part.contains(part.dataset['part'] ?? ''),
  )
  expect(unnamed).toEqual([])
})

test('variables of the page come through', async () => {
  const element = added()
  element.style.setProperty('--millrace-accent', 'rgb(9, 8, 7)')
  const chat = await chatIn(element)
  expect(getComputedStyle(chat).getPropertyValue('--_accent')).toBe('rgb(9, 8, 7)')
})

test('it speaks the language of the page, or its own', async () => {
  document.documentElement.lang = 'de-AT'
  const german = added()
  await waitFor(() => getByRole(inside(german), 'textbox', { name: 'Nachricht' }))
  const arabic = added()
  arabic.lang = 'ar'
  const chat = await chatIn(arabic)
  await waitFor(() => expect([chat.lang, chat.dir]).toEqual(['ar', 'rtl']))
  // One that nobody has words for.
  const other = added()
  other.lang = 'tlh'
  await waitFor(() => getByRole(inside(other), 'textbox', { name: 'Message' }))
  expect((await chatIn(other)).lang).toBe('en')
})

test('words of the page go before those of the language', async () => {
  const element = added()
  element.labels = { placeholder: 'Ask the miller' }
  const box = await waitFor(() => getByRole<HTMLTextAreaElement>(inside(element), 'textbox'))
  expect(box.placeholder).toBe('Ask the miller')
})

test('moved in the middle of an answer it goes on as if nothing was, in both ways of moving', async () => {
  const answer = streaming()
  const homes = [0, 1, 2].map(() => document.body.appendChild(document.createElement('div')))
  const element = added(homes[0])
  await ask(element, 'Hello')
  await waitFor(() => expect(answer.isOpen()).toBe(true))
  answer.write('One. ')
  await waitFor(() => expect(inside(element).textContent).toContain('One.'))
  const scroller = partIn(element, 'thread-scroller')
  homes[1]?.append(element)
  answer.write('Two. ')
  await waitFor(() => expect(inside(element).textContent).toContain('One. Two.'))
  homes[2]?.moveBefore(element, null)
  answer.write('Three.')
  answer.end()
  await waitFor(() => expect(inside(element).textContent).toContain('One. Two. Three.'))
  expect(partIn(element, 'thread-scroller')).toBe(scroller)
  expect(answer.requests()).toEqual(['POST'])
  await waitFor(() => expect(element.chat?.getState().run.status).toBe('idle'))
})

test('taken out for good in the middle of an answer, it lets go of it and of the page', async () => {
  const answer = streaming()
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(answer.isOpen()).toBe(true))
  answer.write('One. ')
  await waitFor(() => expect(inside(element).textContent).toContain('One.'))
  element.remove()
  await waitFor(() => expect(answer.isOpen()).toBe(false))
  expect(element.shadowRoot?.querySelectorAll('[data-part]').length).toBe(0)
  expect(element.childElementCount).toBe(0)
  // It is no stop: the server goes on with it.
  expect(answer.requests()).toEqual(['POST'])
})

test('another chat-id is another conversation, and startNew begins one', async () => {
  const { bodies } = answering()
  const element = added()
  element.chatId = 'first'
  await element.sendMessage('Hello')
  element.chatId = 'second'
  await waitFor(() => expect(element.messages).toEqual([]))
  await element.sendMessage('Again')
  await element.startNew()
  expect(element.messages).toEqual([])
  expect(element.chatId).not.toBe('second')
  await element.sendMessage('And again')
  expect(bodies.map(({ id }) => id)).toEqual(['first', 'second', element.chatId])
})

test('nothing is kept on the device unless it is told to', async () => {
  answering()
  const element = added()
  await element.sendMessage('Hello')
  const names = async (): Promise<readonly (string | undefined)[]> =>
    (await indexedDB.databases()).map(({ name }) => name)
  expect(await names()).toEqual([])
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
  const keeping = document.createElement('millrace-chat')
  keeping.persist = { user: 'ada' }
  keeping.chatId = 'kept'
  document.body.append(keeping)
  await keeping.sendMessage('Remember')
  expect(await names()).toEqual(['millrace-ada'])
  const again = document.createElement('millrace-chat')
  again.persist = { user: 'ada' }
  again.chatId = 'kept'
  keeping.remove()
  document.body.append(again)
  await waitFor(() => expect(inside(again).textContent).toContain('Remember'))
})

test('two of them have no id in common, and none of the page', async () => {
  answering()
  const one = added()
  const other = added()
  for (const element of [one, other]) {
    await element.sendMessage('Hello')
    await chatIn(element)
  }
  const idsIn = (root: ParentNode): readonly string[] =>
    [...root.querySelectorAll('[id]')].map(({ id }) => id)
  // What is in a shadow is seen from nowhere else; what is put into the page must not clash.
  expect(idsIn(one)).toEqual([])
  const slots = [...one.children, ...other.children].map(({ slot }) => slot)
  expect(new Set(slots).size).toBe(slots.length)
})

test('a browser without constructed stylesheets gets a style with the nonce of the element', async () => {
  const { styleRoot } = await import('../view/styleRoot.ts')
  const host = document.body.appendChild(document.createElement('div'))
  const shadow = host.attachShadow({ mode: 'open' })
  const old = new Proxy(shadow, {
    has: (target, name) => name !== 'adoptedStyleSheets' && name in target,
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  styleRoot(old, 'n0nce')
  styleRoot(old, 'n0nce')
  const styles = shadow.querySelectorAll('style')
  expect([styles.length, styles[0]?.nonce]).toEqual([1, 'n0nce'])
  expect(styles[0]?.textContent).toContain('--millrace-accent')
})

test('a sign of the page on the button is clicked as the button is', async () => {
  const element = added()
  element.mode = 'floating'
  element.innerHTML = '<b slot="launcher">Help</b>'
  const launcher = await waitFor(() => partIn(element, 'panel-launcher'))
  await waitFor(() => expect(launcher.getBoundingClientRect().width).toBeGreaterThan(0))
  await userEvent.click(element.querySelector('b') ?? element, { force: true })
  await waitFor(() => expect(element.open).toBe(true))
})

test('what is asked of it before it is here is done as it was asked last', async () => {
  const [opened, closed, twice] = [added(), added(), added()]
  for (const element of [opened, closed, twice]) element.mode = 'floating'
  opened.show()
  closed.show()
  closed.hide()
  twice.toggle()
  twice.toggle()
  await waitFor(() => expect(opened.open).toBe(true))
  await waitFor(() => partIn(closed, 'panel-launcher'))
  expect([closed.open, twice.open]).toEqual([false, false])
})

test('taken out of the page it stays out of it, whatever is set', async () => {
  const element = added()
  await chatIn(element)
  element.remove()
  await waitFor(() => expect(element.shadowRoot?.querySelector('[data-part]')).toBeNull())
  element.placeholder = 'Still there?'
  element.suggestions = ['Yes']
  element.mode = 'floating'
  await new Promise((resolve) => requestAnimationFrame(resolve))
  expect(element.shadowRoot?.querySelector('[data-part]')).toBeNull()
})

test.each([undefined, null, ''])('%j is no name of a conversation and no address', (nothing) => {
  const element = added()
  Object.assign(element, { chatId: nothing, api: nothing, mode: nothing })
  expect(element.api).toBe('/api/chat')
  expect(element.mode).toBe('inline')
  expect(element.getAttribute('chat-id') ?? '').toBe('')
})

test('live regions that a page has thrown out are put back with the next word', async () => {
  answering()
  const element = added()
  await chatIn(element)
  await waitFor(() => expect(element.childElementCount).toBe(1))
  element.replaceChildren()
  await element.sendMessage('Hello')
  await waitFor(() =>
    expect(element.querySelector('[aria-live=polite]')?.textContent).toContain('Assistant'),
  )
  // They are no box of the page.
  expect(getComputedStyle(element.children[0] ?? element).display).toBe('contents')
})

test('show and focus lead to the message box also where it is open', async () => {
  const element = added()
  element.mode = 'floating'
  element.open = true
  await chatIn(element)
  const other = document.body.appendChild(document.createElement('button'))
  for (const lead of [() => element.show(), () => element.focus()]) {
    other.focus()
    lead()
    await waitFor(() => expect(element.shadowRoot?.activeElement?.tagName).toBe('TEXTAREA'))
  }
})

test('over all of a phone it stays so where it is moved, and what is behind cannot be reached', async () => {
  await page.viewport(375, 600)
  try {
    const home = document.body.appendChild(document.createElement('div'))
    const element = added()
    element.mode = 'floating'
    element.open = true
    await chatIn(element)
    expect(partIn(element, 'panel').matches(':modal')).toBe(true)
    home.append(element)
    await waitFor(() => expect(partIn(element, 'panel').matches(':modal')).toBe(true))
    expect(element.open).toBe(true)
  } finally {
    await page.viewport(800, 600)
  }
})

test('Escape in what a page has put into the panel closes it', async () => {
  const element = added()
  element.mode = 'floating'
  element.innerHTML = '<button slot="header">Our help</button>'
  element.show()
  await chatIn(element)
  element.querySelector('button')?.focus()
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(element.open).toBe(false))
  await waitFor(() =>
    expect(element.shadowRoot?.activeElement).toBe(partIn(element, 'panel-launcher')),
  )
})

test('another conversation in the middle of an answer is told to be ready', async () => {
  const answer = streaming()
  const told = heard('millrace-status')
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(answer.isOpen()).toBe(true))
  element.chatId = 'another'
  await waitFor(() => expect(told.at(-1)?.[1]).toEqual({ status: 'ready' }))
})
