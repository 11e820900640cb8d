import type { ArgTypesEnhancer, StrictInputType } from 'storybook/internal/types'
import { partsByComponent } from 'virtual:millrace-reference'
import type { Member } from '../reference/Reference.ts'
import { DocsPage } from './DocsPage.tsx'
import './docs.css'

/** What only Storybook itself needs: the pages, and what the sources say of what can be controlled. */
export const parameters = {
  docs: {
    page: DocsPage,
    toc: { headingSelector: 'h2, h3' },
    // What is rendered has other names in a build: where a story does not say how it is put together, its own code does.
    source: { type: 'code' },
  },
}

/** Says of each prop that a story gives or lets change what the part's docstring says. */
const explained: ArgTypesEnhancer = ({ argTypes, initialArgs, component, subcomponents }) => {
  const shown = [component, ...Object.values(subcomponents ?? {})]
  const members = shown.flatMap((one) => partsByComponent.get(one)?.members ?? [])
  // What Storybook infers from args comes later.
  const names = new Set([...Object.keys(argTypes), ...Object.keys(initialArgs)])
  return Object.fromEntries(
    [...names].map((name) => {
      const told = argTypes[name] ?? { name }
      const member = members.find((one) => one.name === name)
      return [name, member === undefined ? told : { ...saidOf(member), ...told }]
    }),
  )
}

function saidOf({ text, type, fallback }: Member): Pick<StrictInputType, 'description' | 'table'> {
  const defaultValue = fallback === undefined ? {} : { defaultValue: { summary: fallback } }
  return { description: text, table: { type: { summary: type }, ...defaultValue } }
}

export const argTypesEnhancers = [explained]
