import { type ReactNode, useId } from 'react'

export interface RangeFieldProps {
  readonly label: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: number
  readonly onChange: (value: number) => void
}

/** A number between two others, with its value and unit beside its name. */
export function RangeField({ label, unit, value, onChange, ...range }: RangeFieldProps): ReactNode {
  const id = useId()
  return (
    <div className="playground-range">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{`${value} ${unit}`}</output>
      <input
        id={id}
        type="range"
        {...range}
        value={value}
        aria-valuetext={`${value} ${unit}`}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}
