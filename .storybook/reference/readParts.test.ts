import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as index from '../../packages/react/src/index.ts'
import { readParts } from './readParts.ts'

const { parts, exports } = readParts(join(import.meta.dirname, '../../packages'))

function isComponent(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && '$$typeof' in value)
  )
}

/** What can be imported and rendered, as the running package has it. */
const rendered = Object.entries(index).flatMap(([name, value]): readonly string[] => {
  if (!/^[A-Z]/.test(name)) return []
  return isComponent(value) ? [name] : Object.keys(value).map((part) => `${name}.${part}`)
})

test('every part that can be imported is in the reference, and nothing else is said to be one', () => {
  const named = parts.filter(({ family }) => family !== undefined).map(({ name }) => name)
  expect(named.toSorted()).toEqual(rendered.toSorted())
})

test('every hook, function and value that can be imported is in the reference', () => {
  const named = exports.filter(({ kind }) => kind !== 'type').map(({ name }) => name)
  expect(named.toSorted()).toEqual(
    Object.keys(index)
      .filter((name) => /^[a-z]/.test(name))
      .toSorted(),
  )
})

test.each(parts.map((part) => [part.name, part] as const))('%s is described', (_, part) => {
  expect(part.text).not.toBe('')
  for (const { name, text } of [...part.attributes, ...part.variables])
    expect(text, name).not.toBe('')
})

test.each(exports.map((one) => [one.name, one] as const))('%s has a signature', (_, one) => {
  expect(one.signature).not.toBe('')
  if (one.kind !== 'type') expect(one.text).not.toBe('')
})

function partOf(name: string) {
  const found = parts.find((part) => part.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}

function propOf(part: string, prop: string) {
  return partOf(part).members.find(({ name }) => name === prop)
}

describe('what a part takes', () => {
  test('has the default that its parameter or its docstring names', () => {
    expect(propOf('Thread.Messages', 'virtualAbove')?.fallback).toBe('100')
    expect(propOf('Chat', 'whenBusy')?.fallback).toBe('queue')
    expect(propOf('Thread.Scroller', 'onQuestion')?.fallback).toBe('follow')
    expect(propOf('Chat', 'theme')?.fallback).toBeUndefined()
  })

  test('is followed through names, imports and other packages', () => {
    expect(propOf('Chat', 'announce')?.type).toBe("'sentences' | 'complete' | 'status' | 'off'")
    expect(propOf('Chat', 'api')?.text).toContain('Where the route lives.')
    expect(propOf('Tool.Root', 'defaultOpen')).toMatchObject({ type: 'boolean', required: false })
    expect(propOf('Message.Root', 'id')).toMatchObject({ type: 'string', required: true })
  })

  test('is all that its element takes, where it says so', () => {
    expect(partOf('Thread.Root')).toMatchObject({ tag: 'div', styled: true, without: [] })
    expect(partOf('Thread.Scroller')).toMatchObject({ tag: 'section', without: ['ref'] })
    expect(partOf('Markdown')).toMatchObject({ tag: undefined, styled: false })
  })

  test('knows the state that it is told', () => {
    const [role, status] = partOf('Message.Root').state
    expect(role?.type).toBe("'system' | 'user' | 'assistant'")
    expect(status?.type).toContain("'interrupted'")
  })
})

describe('what styles hold on to', () => {
  test('is named with what the docstring says of it', () => {
    expect(partOf('Composer.Submit').nodes).toEqual(['composer-submit'])
    expect(partOf('Composer.Submit').attributes).toEqual([
      { name: 'data-action', text: 'is `send` or `stop`', values: [] },
      {
        name: 'aria-disabled',
        text: 'while there is nothing to send, or a file that goes with it is not there yet',
        values: [],
      },
    ])
    expect(partOf('ContextWindow.Meter').variables).toEqual([
      { name: '--millrace-context-share', text: 'goes from 0 to 1', values: [] },
    ])
  })

  test('has the values that only its state shows', () => {
    const status = partOf('Message.Root').attributes.find(({ name }) => name === 'data-status')
    expect(status).toEqual({
      name: 'data-status',
      text: 'how it stands',
      values: ['streaming', 'complete', 'stopped', 'interrupted', 'failed', 'canned'],
    })
  })
})
