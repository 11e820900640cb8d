'use client'

import { type ReactNode, use } from 'react'
import { codeChunks } from '../code/codeChunks.ts'
import { CodeBlock } from '../code/CodeBlock.tsx'
import { MarkdownContext } from './MarkdownContext.ts'

export interface FenceProps {
  readonly code: string
  /** What stands behind the fence, as written. */
  readonly language: string | null | undefined
  readonly complete: boolean
}

/** Code in a fence: by the caller's component for its language once it is complete, else as code. */
export function Fence({ code, language, complete }: FenceProps): ReactNode {
  const { fences } = use(MarkdownContext)
  const [name = ''] = language?.trim().split(/\s+/) ?? []
  const Own = fences !== undefined && Object.hasOwn(fences, name) ? fences[name] : undefined
  if (Own !== undefined && complete) return <Own code={code} language={name} />
  return (
    <CodeBlock
      chunks={codeChunks(code)}
      language={name === '' ? undefined : name}
      complete={complete}
    />
  )
}
