import type { ReactNode } from 'react'
import type { LiveSnapshot } from './createLiveLog.ts'
import type { Verdict } from './judge.ts'

/** What the chat is doing, and how the answer compares with what was written, once it is here. */
export function VerdictLine({
  status,
  verdict,
}: Pick<LiveSnapshot, 'status' | 'verdict'>): ReactNode {
  return (
    <p className="playground-verdict" data-verdict={verdict?.kind} data-status={status}>
      {verdict === undefined ? doing[status] : <Words verdict={verdict} />}
    </p>
  )
}

const doing: Readonly<Record<LiveSnapshot['status'], string>> = {
  idle: 'Ask something, and watch it arrive.',
  submitted: 'The question is out.',
  streaming: 'The answer is on its way.',
  reconnecting: 'The client has lost the connection, and makes a new one.',
  failed: 'The answer did not come.',
}

function Words({ verdict }: { readonly verdict: Verdict }): ReactNode {
  switch (verdict.kind) {
    case 'exact':
      return (
        <>
          <strong>Exact.</strong>
          {` All ${count(verdict.letters)} characters are shown as the model wrote them.`}
        </>
      )
    case 'beginning':
      return (
        <>
          <strong>Exact so far.</strong>
          {` It ended early: the first ${count(verdict.letters)} of ${count(verdict.of)} characters are shown, as they were written.`}
        </>
      )
    case 'automatic':
      return (
        <>
          <strong>An automatic reply.</strong> No model wrote it: the route stood in.
        </>
      )
    case 'different':
      return (
        <>
          <strong>Different.</strong>
          {` From character ${count(verdict.at + 1)} on it is not what the model wrote.`}
        </>
      )
  }
}

function count(letters: number): string {
  return letters.toLocaleString('en')
}
