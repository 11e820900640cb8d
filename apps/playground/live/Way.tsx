import type { CSSProperties, ReactNode } from 'react'
import type { LiveSnapshot } from './createLiveLog.ts'

/** How far the answer has come: written, received without a gap, shown. */
export function Way({ letters }: Pick<LiveSnapshot, 'letters'>): ReactNode {
  const { written, received, shown } = letters
  return (
    <dl className="playground-way">
      <Step name="Written" letters={written} of={written} />
      <Step name="Received in order" letters={received} of={written} />
      <Step name="Shown" letters={shown} of={written} />
    </dl>
  )
}

interface StepProps {
  readonly name: string
  readonly letters: number
  readonly of: number
}

function Step({ name, letters, of }: StepProps): ReactNode {
  const share = of === 0 ? 0 : Math.min(1, letters / of)
  return (
    <div style={{ '--share': share } as CSSProperties}>
      <dt>{name}</dt>
      <dd>{letters.toLocaleString('en')}</dd>
    </div>
  )
}
