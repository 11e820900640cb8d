import { type ReactNode, useState } from 'react'
import { recordedTransport } from '../recordedTransport.ts'
import { copyLastRun } from './copyLastRun.ts'

/** Copies what happened to the last question, for a test that plays it back. */
export function CopyRun(): ReactNode {
  const [said, say] = useState('')
  return (
    <p className="rehearsal-copy">
      <button type="button" onClick={() => void copyLastRun(recordedTransport).then(say)}>
        Copy this run
      </button>
      <span aria-live="polite">{said}</span>
    </p>
  )
}
