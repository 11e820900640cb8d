import type { Meta, StoryObj } from '@storybook/react-vite'
import { troubles, windows } from './controls/choices.ts'
import { Playground } from './Playground.tsx'
import { usualSettings } from './Settings.ts'

const percent = (description: string, max: number, step = 1) => ({
  description,
  control: { type: 'range', min: 0, max, step } as const,
  table: { category: 'Network' },
})

const trouble = (description: string) => ({
  description,
  control: 'select' as const,
  options: troubles.map(([value]) => value),
  table: { category: 'Model' },
})

/**
 * The whole library at work in one page: `<Chat>`, the route of `@millrace/server`, two scripted providers, and between
 * them a network that loses, repeats and swaps events, cuts connections and goes offline. Nothing leaves the page.
 */
const meta = {
  title: 'Playground',
  component: Playground,
  // It moves by itself: a picture of it is never the same twice.
  tags: ['!visual'],
  parameters: { docs: { story: { inline: false, height: '900px' } } },
  args: usualSettings,
  argTypes: {
    dropPercent: percent('How many events of an answer get lost, in percent.', 30),
    repeatPercent: percent('How many arrive twice.', 30),
    swapPercent: percent('How many let the next one pass.', 30),
    cutPercent: percent('In how many the connection breaks.', 5, 0.5),
    delayMs: {
      description: 'How late an event may come, in milliseconds: each by another amount.',
      control: { type: 'range', min: 0, max: 1000, step: 20 },
      table: { category: 'Network' },
    },
    offline: {
      description: 'Open connections break, new ones cannot be made.',
      control: 'boolean',
      table: { category: 'Network' },
    },
    seed: {
      description: 'Chance begins here: the same seed brings the same faults.',
      control: { type: 'number', min: 0, step: 1 },
      table: { category: 'Network' },
    },
    tokensPerSecond: {
      description: 'How fast the model writes.',
      control: { type: 'range', min: 5, max: 500, step: 5 },
      table: { category: 'Model' },
    },
    windowTokens: {
      description: 'What the model can see at once, question and answer together, in tokens.',
      control: 'select',
      options: windows.map(([value]) => value),
      table: { category: 'Model' },
    },
    firstProvider: trouble('What is wrong with the provider that is asked first.'),
    secondProvider: trouble('What is wrong with the one that is asked when the first fails.'),
    theme: { table: { disable: true } },
  },
} satisfies Meta<typeof Playground>

export default meta

export const Default: StoryObj<typeof meta> = { name: 'Playground' }
