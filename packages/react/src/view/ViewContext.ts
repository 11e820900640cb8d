'use client'

import { type Context, createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { View, ViewState } from './createView.ts'

export const ViewContext: Context<View | undefined> = createContext<View | undefined>(undefined)

/**
 * The view of the chat above.
 * @throws {Error} outside of `<ChatProvider>`.
 */
export function useView(): View {
  const view = useContext(ViewContext)
  if (view === undefined) throw new Error('This part needs a <ChatProvider> around it.')
  return view
}

/** What `select` picks of the view. Renders again only when that changes. */
export function useViewState<Value>(select: (state: ViewState) => Value): Value {
  return useStore(useView(), select)
}
