import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ComposerState } from './ComposerState.ts'

/** A message box in which nothing is written. */
export function createComposer(): StoreApi<ComposerState> {
  return createStore<ComposerState>((set) => ({
    text: '',
    setText: (text) => set({ text }),
    model: undefined,
    setModel: (model) => set({ model }),
    attachments: [],
    setAttachments: (change) => set(({ attachments }) => ({ attachments: change(attachments) })),
  }))
}
