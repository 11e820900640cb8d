import { act, cleanup, render, screen } from '@testing-library/react'
import { type ComponentType, type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { late, type LateComponent } from './late.tsx'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

interface Props {
  readonly name: string
}

const Greeting = ({ name }: Props): ReactNode => <p>Hello {name}</p>
const Name = ({ name }: Props): ReactNode => <i>{name}</i>

interface Hand {
  readonly Late: LateComponent<Props>
  readonly loads: () => number
  readonly arrive: () => Promise<void>
  readonly fail: () => Promise<void>
}

/** A late component that comes when it is told to. */
function handed(): Hand {
  const waiting: {
    readonly resolve: (Component: ComponentType<Props>) => void
    readonly reject: (error: Error) => void
  }[] = []
  const Late = late<Props>(
    () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    Name,
  )
  return {
    Late,
    loads: () => waiting.length,
    arrive: async () => await act(async () => waiting.at(-1)?.resolve(Greeting)),
    fail: async () => await act(async () => waiting.at(-1)?.reject(new TypeError('No network'))),
  }
}

test('something stands in its place until it is here, with what it is given meanwhile', async () => {
  const { Late, loads, arrive } = handed()
  const tree = (name: string): ReactNode => (
    <StrictMode>
      <Late name={name} />
      <Late name="Bob" />
    </StrictMode>
  )
  const { container, rerender } = render(tree('A'))
  expect(container.innerHTML).toBe('<i>A</i><i>Bob</i>')
  await act(async () => rerender(tree('Ada')))
  expect(container.innerHTML).toBe('<i>Ada</i><i>Bob</i>')
  await arrive()
  expect(container.innerHTML).toBe('<p>Hello Ada</p><p>Hello Bob</p>')
  expect(loads()).toBe(1)
})

test('what is here already is shown at once', async () => {
  const { Late, arrive } = handed()
  const loading = Late.load()
  await arrive()
  await loading
  const { container } = render(<Late name="Ada" />)
  expect(container.innerHTML).toBe('<p>Hello Ada</p>')
})

test('what cannot be loaded is tried again after a while, and is shown then', async () => {
  const { Late, loads, arrive, fail } = handed()
  const now = vi.spyOn(performance, 'now')
  now.mockReturnValue(1000)
  const { container, rerender } = render(<Late name="Ada" />)
  await fail()
  expect(container.innerHTML).toBe('<i>Ada</i>')
  now.mockReturnValue(10_000)
  await act(async () => rerender(<Late name="Bob" />))
  expect(loads()).toBe(1)
  now.mockReturnValue(12_000)
  await act(async () => rerender(<Late name="Cleo" />))
  expect(loads()).toBe(2)
  expect(screen.getByText('Cleo').tagName).toBe('I')
  await arrive()
  expect(container.innerHTML).toContain('<p>Hello Cleo</p>')
})

test('what a server has rendered stays until it can be taken over', async () => {
  const server = handed()
  const loading = server.Late.load()
  await server.arrive()
  await loading
  const page = document.body.appendChild(document.createElement('div'))
  page.innerHTML = renderToString(<server.Late name="Ada" />)
  const rendered = page.querySelector('p')
  const { Late, arrive } = handed()
  const problems: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(page, <Late name="Ada" />, {
      onRecoverableError: (error) => problems.push(error),
    }),
  )
  expect(page.querySelector('p')).toBe(rendered)
  await arrive()
  expect(screen.getByText('Hello Ada')).toBe(rendered)
  expect(problems).toEqual([])
  act(() => root.unmount())
  page.remove()
})

test('what cannot be loaded is tried again by itself, without anything that renders it', async () => {
  const timers: (() => void)[] = []
  const realTimeout = setTimeout
  const now = vi.spyOn(performance, 'now')
  const { Late, loads, arrive, fail } = handed()
  now.mockReturnValue(1000)
  const { container } = await act(async () => render(<Late name="Ada" />))
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms: number) => {
    // Others have shorter ones.
    if (ms < 10_000) return realTimeout(callback, ms)
    timers.push(callback)
    return undefined
  }) as typeof setTimeout)
  await fail()
  await vi.waitFor(() => expect(timers).toHaveLength(1))
  expect([container.innerHTML, loads()]).toEqual(['<i>Ada</i>', 1])
  now.mockReturnValue(12_000)
  await act(async () => timers.at(-1)?.())
  expect(loads()).toBe(2)
  await fail()
  await vi.waitFor(() => expect(timers).toHaveLength(2))
  now.mockReturnValue(24_000)
  await act(async () => timers.at(-1)?.())
  expect(loads()).toBe(3)
  await arrive()
  expect(container.innerHTML).toBe('<p>Hello Ada</p>')
})
