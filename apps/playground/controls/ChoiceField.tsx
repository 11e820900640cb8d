import { type ReactNode, useId } from 'react'

export interface ChoiceFieldProps<Value extends string | number> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, label: string])[]
  readonly onChange: (value: Value) => void
}

/** One of a few. */
export function ChoiceField<Value extends string | number>({
  label,
  value,
  choices,
  onChange,
}: ChoiceFieldProps<Value>): ReactNode {
  const id = useId()
  return (
    <div className="playground-choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={String(value)}
        onChange={({ currentTarget }) => {
          const chosen = choices[currentTarget.selectedIndex]
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {choices.map(([choice, name]) => (
          <option key={choice} value={String(choice)}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
