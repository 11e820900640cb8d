import type { Tools } from '@millrace/server'

const skies = ['clear', 'cloudy', 'rain', 'wind from the sea'] as const

/** What the demo's model may call: one that just runs, and one that asks first. Nothing of it is real. */
export const tools: Tools = {
  getWeather: {
    description: 'The weather in a city, now.',
    inputSchema: {
      type: 'object',
      properties: { city: { type: 'string', description: 'Such as Rome.' } },
      required: ['city'],
    },
    execute: ({ city }: { readonly city: string }) => ({
      city,
      celsius: 8 + (city.length % 20),
      sky: skies[city.length % skies.length],
    }),
  },
  reserveSeat: {
    description: 'Reserves seats for tonight’s concert.',
    inputSchema: {
      type: 'object',
      properties: { seats: { type: 'integer', minimum: 1 } },
      required: ['seats'],
    },
    needsApproval: true,
    execute: ({ seats }: { readonly seats: number }) => ({ reserved: seats, row: 'F' }),
  },
}
