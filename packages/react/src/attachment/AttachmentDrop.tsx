'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useAttachments } from './AttachmentsContext.ts'
import { bringsFiles, filesOf } from './filesOf.ts'

/** Whether files are held over the chat. */
export interface AttachmentDropState {
  readonly over: boolean
}

/**
 * Takes files that are dropped anywhere on the chat, and those that are pasted into the form around. Renders one `<div>`
 * that is out of the way of everything; `data-over` is present while files are held over the chat. What is pasted with
 * words beside it, from a spreadsheet say, is pasted as words.
 */
export function AttachmentDrop(
  props: Omit<PartProps<'div', AttachmentDropState>, 'ref'>,
): ReactNode {
  const labels = useLabels()
  const { add } = useAttachments()
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const [over, setOver] = useState(false)
  const latest = useRef(add)

  useEffect(() => {
    latest.current = add
  })

  useEffect(() => {
    const chat = box?.closest<HTMLElement>('[data-part=chat]') ?? box?.parentElement
    const form = box?.closest('form')
    if (chat == null) return undefined
    const listening = new AbortController()
    const { signal } = listening
    const take = (transfer: DataTransfer): void => {
      const { files, folders } = filesOf(transfer)
      latest.current(files, folders)
    }

    const hold = (event: DragEvent): void => {
      if (!bringsFiles(event.dataTransfer) || event.defaultPrevented) return
      // A page that does not say so is left for the file.
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    chat.addEventListener('dragenter', hold, { signal })
    chat.addEventListener('dragover', hold, { signal })
    chat.addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && chat.contains(relatedTarget))) setOver(false)
      },
      { signal },
    )
    chat.addEventListener(
      'drop',
      (event) => {
        setOver(false)
        if (!bringsFiles(event.dataTransfer) || event.defaultPrevented) return
        event.preventDefault()
        take(event.dataTransfer)
      },
      { signal },
    )
    form?.addEventListener(
      'paste',
      (event) => {
        const { clipboardData, defaultPrevented } = event
        if (!bringsFiles(clipboardData) || defaultPrevented) return
        if (clipboardData.getData('text/plain') !== '') return
        event.preventDefault()
        take(clipboardData)
      },
      { signal },
    )
    return () => listening.abort()
  }, [box])

  const own = {
    ref: setBox,
    'data-part': 'attachment-drop',
    'data-over': over ? '' : undefined,
    'aria-hidden': true,
    children: over && labels.dropHere,
  }
  return renderPart('div', props, own, { over })
}
