import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { WeatherPage } from './WeatherPage.tsx'
// oxlint-disable-next-line import/default -- what Vite gives for `?raw` is the text of the file
import source from './WeatherPage.tsx?raw'

/**
 * One's own message shell, and components for one tool and one kind of data, typed by one's own `Message`. "Show code" is
 * the whole page.
 */
const meta = {
  title: 'Own parts',
  component: WeatherPage,
  parameters: { docs: { source: { code: source, language: 'tsx' } } },
  render: (): ReactElement => (
    <div data-part="chat" data-theme="light" style={{ inlineSize: 560, blockSize: 420 }}>
      <style>{'.author { font-weight: 600 } rect { fill: currentColor }'}</style>
      <WeatherPage
        messages={[
          {
            id: 'q',
            role: 'user',
            parts: [{ type: 'text', text: 'How warm is it in Ulm, and how was the week?' }],
          },
          {
            id: 'a',
            role: 'assistant',
            parts: [
              {
                type: 'tool-getWeather',
                toolCallId: '1',
                state: 'output-available',
                input: { city: 'Ulm' },
                output: { celsius: 18 },
              },
              { type: 'text', text: 'It is **18 °C** now. The last seven days:', state: 'done' },
              {
                type: 'data-chart',
                data: { label: 'The last seven days, °C', values: [12, 14, 13, 17, 19, 21, 18] },
              },
            ],
          },
        ]}
      />
    </div>
  ),
} satisfies Meta

export default meta

export const WeatherAndChart: StoryObj = {}
