'use client'

import type { Thread } from '@millrace/core'
import { downloadText } from '../code/downloadText.ts'
import { datesFor } from '../labels/datesFor.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { fileNameFor } from './fileNameFor.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreadsContext } from './ThreadsContext.ts'

/** Saves a conversation as a file, in the words of the reader. What goes wrong is told by the list. */
export function useExport({ id, title }: Thread): (format: 'markdown' | 'json') => void {
  const threads = useThreadsContext()
  const labels = useLabels()
  const { tell } = useThreadList()
  const words = {
    authors: { user: labels.you, assistant: labels.assistant, system: labels.system },
    attachment: labels.fileKinds.file,
    sources: labels.sources,
    untitled: labels.untitledThread,
    moment: (time: number) => datesFor(labels.locale).moment(time),
  }
  return (format) => {
    tell(undefined)
    threads.exportThread(id, format, words).then(
      (text) => downloadText(text, fileNameFor(title, format === 'json' ? 'json' : 'md')),
      () => tell(labels.exportFailed),
    )
  }
}
