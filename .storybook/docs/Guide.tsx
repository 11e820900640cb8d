import { Markdown } from '@storybook/addon-docs/blocks'
import type { ReactNode } from 'react'
import { shownText } from './shownText.ts'

/** A guide of `docs/guides`. What it links beside it is a page here too. */
export function Guide({ text }: { readonly text: string }): ReactNode {
  return <Markdown>{shownText(text)}</Markdown>
}
