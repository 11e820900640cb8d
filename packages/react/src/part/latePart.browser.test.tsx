import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { latePart } from './latePart.tsx'

afterEach(cleanup)

function Greeting({ name }: { readonly name: string }): ReactNode {
  return <p>Hello {name}</p>
}

test('a part that is loaded later is loaded by who shows it, once, and is nothing on a server', async () => {
  let loads = 0
  const Late = latePart<{ readonly name: string }>(() => {
    loads++
    return Promise.resolve(Greeting)
  })
  expect(renderToString(<Late name="Ada" />)).toBe('')
  expect(loads).toBe(0)
  render(
    <StrictMode>
      <Late name="Ada" />
      <Late name="Bob" />
    </StrictMode>,
  )
  expect(await screen.findByText('Hello Ada')).toBeTruthy()
  expect(screen.getByText('Hello Bob')).toBeTruthy()
  expect(loads).toBe(1)
})

test('where it cannot be loaded, nothing is in its place and what is around it stays', async () => {
  const Late = latePart<{ readonly name: string }>(() =>
    Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
  )
  const { container } = render(
    <div>
      <Late name="Ada" />
      <p>Around it</p>
    </div>,
  )
  await act(async () => undefined)
  expect(container.textContent).toBe('Around it')
})
