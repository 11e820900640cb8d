import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { brokenBoundaries } from '../../../scripts/boundaries.ts'
import { sourcesBelow } from '../../../scripts/importGraph.ts'

test('core needs only what it may need', () => {
  const files = sourcesBelow(fileURLToPath(new URL('.', import.meta.url)))
  expect(files.size).toBeGreaterThan(0)
  const broken = brokenBoundaries(files, {
    packages: ['@millrace/protocol'],
    never: ['react', 'react-dom'],
    rooms: {
      sequence: [],
      pace: [],
      transport: [],
      connection: [],
      history: ['transport', 'persistence'],
      attachment: [],
      models: ['transport'],
      composer: ['attachment'],
      draft: ['composer', 'attachment', 'chat', 'persistence'],
      outbox: ['persistence'],
      persistence: [],
      tabs: ['persistence'],
      chat: [
        'sequence',
        'pace',
        'transport',
        'connection',
        'history',
        'outbox',
        'persistence',
        'composer',
        'models',
      ],
      device: ['chat', 'history', 'outbox', 'persistence', 'tabs'],
      threads: ['chat', 'history', 'transport', 'persistence'],
      recording: ['transport'],
      testing: ['pace', 'transport', 'history', 'recording'],
    },
  })
  expect(broken).toEqual([])
})
