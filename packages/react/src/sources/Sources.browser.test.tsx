import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { ComponentProps } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { SourcePart } from './numberSources.ts'
import * as Sources from './parts.ts'
import { SourceList } from './SourceList.tsx'

afterEach(cleanup)

function urls(...given: readonly (readonly [url: string, title?: string])[]): SourcePart[] {
  return given.map(([url, title], index) => ({
    type: 'source-url',
    sourceId: String(index),
    url,
    ...(title === undefined ? {} : { title }),
  }))
}

const many = urls(...Array.from({ length: 9 }, (_, n) => [`https://${n}.example/`] as const))

test('few sources are in sight, many behind a button that says how many', async () => {
  const { rerender } = render(<SourceList sources={many.slice(0, 3)} />)
  const section = screen.getByRole('region', { name: 'Sources' })
  expect(section.dataset).toMatchObject({ count: '3', state: 'open' })
  expect(screen.getAllByRole('listitem')).toHaveLength(3)
  // What comes later closes nothing.
  rerender(<SourceList sources={many} />)
  expect(section.dataset).toMatchObject({ count: '9', state: 'open' })
  cleanup()

  render(<SourceList sources={many} />)
  const trigger = screen.getByRole('button', { name: '9 sources', expanded: false })
  expect(screen.queryAllByRole('listitem')).toEqual([])
  await userEvent.keyboard('{Tab}{Enter}')
  expect(document.activeElement).toBe(trigger)
  expect(trigger.getAttribute('aria-expanded')).toBe('true')
  expect(screen.getAllByRole('listitem')).toHaveLength(9)
  await userEvent.keyboard('{Tab}')
  expect(document.activeElement?.getAttribute('href')).toBe('https://0.example/')
})

test('ids of the caller are those that the two halves name', () => {
  render(
    <Sources.Root sources={many}>
      <Sources.Trigger id="own-trigger" />
      <Sources.List id="own-list" />
    </Sources.Root>,
  )
  const trigger = screen.getByRole('button', { name: '9 sources' })
  expect(trigger.id).toBe('own-trigger')
  expect(trigger.getAttribute('aria-controls')).toBe('own-list')
  expect(document.getElementById('own-list')?.localName).toBe('ol')
})

test('a source has a number, a title and its host, and a link that opens apart (T-58)', () => {
  const twice = urls(['https://a.example/x', 'About x'], ['https://a.example/x'])
  render(<SourceList sources={twice} />)
  const [item, ...others] = screen.getAllByRole('listitem')
  expect(others).toEqual([])
  expect(item?.textContent).toBe('1About xa.example')
  const link = screen.getByRole('link', { name: 'About x' })
  expect(link.getAttribute('target')).toBe('_blank')
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  expect(document.body.querySelector('img, link[href*="example"], iframe')).toBeNull()
})

test.each([
  ['javascript:alert(1)'],
  ['JaVaScRiPt:alert(1)'],
  ['java\tscript:alert(1)'],
  ['data:text/html,<script>alert(1)</script>'],
  ['vbscript:x'],
  ['//evil.example/x'],
  ['/settings'],
  ['#/settings'],
  [''],
])('%j has no link (T-47)', (url) => {
  render(<SourceList sources={urls([url, 'Press me'], [url])} />)
  expect(document.body.querySelector('[href]')).toBeNull()
  expect(screen.getByText('Press me').closest('li')?.dataset['dead']).toBe('')
})

test('the host is the true one, in ASCII, whatever the title says (T-55, T-58)', () => {
  const list = urls(
    ['https://bank.example@evil.example/login', '\u202eelpmaxe.knab'],
    ['https://аpple.example/', 'Apple'],
    [`https://${'a.'.repeat(60)}example/${'x'.repeat(100_000)}`, 'y'.repeat(100_000)],
  )
  render(<SourceList sources={list} />)
  const items = screen.getAllByRole('listitem')
  expect(items[0]?.textContent).toBe('1elpmaxe.knabevil.example')
  expect(items[1]?.textContent).toBe('2Applexn--pple-43d.example')
  expect(items[2]?.textContent.length).toBeLessThan(400)
  for (const item of items)
    expect(within(item).getByRole('link').closest('[dir=auto]')).toBeTruthy()
})

test('what came without a title, or with something else in its place, is called by where it is', () => {
  const odd = { type: 'source-url', sourceId: '2', url: 'https://b.example', title: { a: 1 } }
  const list = [...urls(['https://a.example/x/y/?q=1']), odd as unknown as SourcePart]
  render(<SourceList sources={list} />)
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    '1a.example/x/y',
    '2b.example',
  ])
})

test('a document is called by its title, else by its file', () => {
  const document = { type: 'source-document', mediaType: 'text/plain' } as const
  render(
    <SourceList
      sources={[
        { ...document, sourceId: '1', title: 'Notes', filename: 'notes.txt' },
        { ...document, sourceId: '2', title: ' ', filename: 'other.txt' },
      ]}
    />,
  )
  const items = screen.getAllByRole('listitem')
  expect(items.map((item) => item.textContent)).toEqual(['1Notesnotes.txt', '2other.txt'])
  expect(items.map((item) => item.dataset['kind'])).toEqual(['document', 'document'])
})

test('the parts take the props of their nodes, and step back when the default is prevented', () => {
  const onClick: ComponentProps<'button'>['onClick'] = (event) => event.preventDefault()
  const changes: boolean[] = []
  const parts = (prevented: boolean) => (
    <Sources.Root
      sources={many}
      className={({ count, open }) => `${count} ${open}`}
      onOpenChange={(open) => changes.push(open)}
    >
      <Sources.Trigger {...(prevented ? { onClick } : {})}>Where from?</Sources.Trigger>
      <Sources.List>
        {many.slice(0, 2).map((source, index) => (
          <Sources.Item key={index} source={source} number={index + 1} className="mine" />
        ))}
      </Sources.List>
    </Sources.Root>
  )
  const { rerender } = render(parts(true))
  const section = screen.getByRole('region')
  fireEvent.click(screen.getByRole('button', { name: 'Where from?' }))
  expect(section.className).toBe('9 false')
  rerender(parts(false))
  fireEvent.click(screen.getByRole('button', { name: 'Where from?' }))
  expect(section.className).toBe('9 true')
  expect(changes).toEqual([true])
  expect(screen.getAllByRole('listitem').map(({ className }) => className)).toEqual([
    'mine',
    'mine',
  ])
})

test('a part on its own says what it needs', () => {
  expect(() => render(<Sources.List />)).toThrow('<Sources.Root>')
})
