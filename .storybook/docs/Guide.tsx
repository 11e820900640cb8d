import { Markdown } from '@storybook/addon-docs/blocks'
import type { ReactNode } from 'react'

/** A guide of `docs/guides`, as it is there. What it links beside it is a page here too. */
export function Guide({ text }: { readonly text: string }): ReactNode {
  return (
    <Markdown>{text.replace(/\]\(([a-z-]+)\.md\)/g, '](?path=/docs/guides-$1--docs)')}</Markdown>
  )
}
