'use client'

import { type ReactNode, use } from 'react'
import { HighlighterContext } from '../code/HighlighterContext.ts'
import { MarkdownContext, type MarkdownSettings } from './MarkdownContext.ts'

export interface MarkdownProviderProps extends MarkdownSettings {
  readonly children?: ReactNode
}

/**
 * Says how all Markdown below is shown, over what a provider above says: `<MarkdownProvider {...math()} highlighter={highlighter}>`. Make plugins, maps
 * and the highlighter outside of components: text is rendered anew for another one.
 */
export function MarkdownProvider({ children, ...settings }: MarkdownProviderProps): ReactNode {
  const around = use(MarkdownContext)
  const highlighter = use(HighlighterContext)
  return (
    <MarkdownContext value={{ ...around, ...settings }}>
      <HighlighterContext value={settings.highlighter ?? highlighter}>
        {children}
      </HighlighterContext>
    </MarkdownContext>
  )
}
