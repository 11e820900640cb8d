import { cleanup, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import '../styles/styles.css'
import { TableBlock } from './TableBlock.tsx'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

function Page({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div data-part="chat" data-theme="light">
      <TableBlock>{children}</TableBlock>
    </div>
  )
}

const rain = (
  <>
    <thead>
      <tr>
        <th>City</th>
        <th align="right">Rain | mm</th>
        <th align="center">Remarks</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <td>Bergen</td>
        <td align="right">71</td>
        <td align="center">
          on <strong>six</strong> days, <code>a|b</code>
        </td>
      </tr>
      <tr>
        <td>Ulm</td>
        <td align="right">-1</td>
        <td align="center">=1+1</td>
      </tr>
    </tbody>
  </>
)

/** What was copied by the button of this name. */
async function copied(name: string): Promise<string | undefined> {
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  await userEvent.click(screen.getByRole('button', { name }))
  return writeText.mock.calls[0]?.[0]
}

test('is copied as Markdown, with the alignment of its columns', async () => {
  render(<Page>{rain}</Page>)
  expect(await copied('Copy as Markdown')).toBe(
    [
      '| City | Rain \\| mm | Remarks |',
      '| --- | ---: | :---: |',
      '| Bergen | 71 | on six days, a\\|b |',
      '| Ulm | -1 | =1+1 |',
    ].join('\n'),
  )
})

test('T-56: is copied as CSV, with no formula in it', async () => {
  render(<Page>{rain}</Page>)
  expect(await copied('Copy as CSV')).toBe(
    'City,Rain | mm,Remarks\r\nBergen,71,"on six days, a|b"\r\nUlm,-1,\'=1+1',
  )
})

test('reads an alignment that is a style as well', async () => {
  render(
    <Page>
      <tbody>
        <tr>
          <td style={{ textAlign: 'right' }}>1</td>
        </tr>
      </tbody>
    </Page>,
  )
  expect(await copied('Copy as Markdown')).toBe('| 1 |\n| ---: |')
})

test('copies the rows that have come when it is asked', async () => {
  const row = (cell: string): ReactNode => (
    <tr key={cell}>
      <td>{cell}</td>
    </tr>
  )
  const { rerender } = render(
    <Page>
      <tbody>{row('a')}</tbody>
    </Page>,
  )
  rerender(
    <Page>
      <tbody>{['a', 'b'].map(row)}</tbody>
    </Page>,
  )
  expect(await copied('Copy as CSV')).toBe('a\r\nb')
})

test('one button says that it has copied, the other does not', async () => {
  render(<Page>{rain}</Page>)
  await copied('Copy as CSV')
  expect(await screen.findByRole('button', { name: 'Copied' })).toBe(document.activeElement)
  expect(screen.getByRole('button', { name: 'Copy as Markdown' })).toBeTruthy()
})

test('where the clipboard refuses, the table is selected', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'))
  render(<Page>{rain}</Page>)
  await userEvent.click(screen.getByRole('button', { name: 'Copy as CSV' }))
  await screen.findByRole('button', { name: 'Selected: copy by hand' })
  expect(getSelection()?.toString()).toBe(
    'City\tRain | mm\tRemarks\nBergen\t71\ton six days, a|b\nUlm\t-1\t=1+1',
  )
})

test('passes its props on to the table', () => {
  render(<TableBlock id="rain" dir="rtl" data-node="" />)
  const table = screen.getByRole('table')
  expect([table.id, table.dir, table.dataset['node']]).toEqual(['rain', 'rtl', ''])
})

test('has no style attribute on a server', () => {
  expect(renderToString(<Page>{rain}</Page>)).not.toMatch(/ style=/)
})

describe('in the theme', () => {
  const wide = (
    <tbody>
      <tr>
        {Array.from({ length: 40 }, (_, index) => (
          <td key={index}>column{index}</td>
        ))}
      </tr>
    </tbody>
  )

  test('a wide one scrolls by itself, by keyboard too', async () => {
    render(<Page>{wide}</Page>)
    const scroller = screen.getByRole('group', { name: 'Table' })
    expect(scroller.scrollWidth).toBeGreaterThan(scroller.clientWidth)
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth)
    scroller.focus()
    await userEvent.keyboard('{ArrowRight}')
    await vi.waitFor(() => expect(scroller.scrollLeft).toBeGreaterThan(0), 20_000)
  })

  test('cells are aligned as their column is', () => {
    render(<Page>{rain}</Page>)
    const aligns = screen
      .getAllByRole('columnheader')
      .map((cell) => getComputedStyle(cell).textAlign)
    expect(aligns).toEqual(['start', 'right', 'center'])
  })

  test('what is hidden in its bar does not make the page longer', () => {
    render(
      <div style={{ position: 'relative' }}>
        <div style={{ blockSize: 100, overflow: 'auto' }}>
          <div style={{ blockSize: 5000 }} />
          <Page>{rain}</Page>
        </div>
      </div>,
    )
    expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(innerHeight)
  })

  test('on paper all of it is there, and nothing is there to be pressed', async () => {
    const session = cdp() as unknown as {
      send: (method: string, params: object) => Promise<unknown>
    }
    render(<Page>{wide}</Page>)
    await session.send('Emulation.setEmulatedMedia', { media: 'print' })
    const scroller = screen.getByRole('group', { name: 'Table' })
    expect(getComputedStyle(scroller).overflowX).toBe('visible')
    expect(screen.queryAllByRole('button')).toEqual([])
    await session.send('Emulation.setEmulatedMedia', { media: '' })
  })
})
