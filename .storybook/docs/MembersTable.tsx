import type { ReactNode } from 'react'
import type { Member } from '../reference/Reference.ts'
import { Words } from './Words.tsx'

export interface MembersTableProps {
  /** What they are. */
  readonly kind: 'Prop' | 'State' | 'Member'
  readonly members: readonly Member[]
  /** What is said below them. */
  readonly children?: ReactNode
}

/** Props or members of a type, a row for each. */
export function MembersTable({ kind, members, children }: MembersTableProps): ReactNode {
  // Where all of a state or a type is there, that says nothing.
  const isWhole = kind !== 'Prop' && members.every(({ required }) => required)
  return (
    <table className="reference members">
      <thead>
        <tr>
          <th>{kind}</th>
          <th>Type</th>
          {!isWhole && <th>Default</th>}
          <th>What it is</th>
        </tr>
      </thead>
      <tbody>
        {members.map(({ name, type, required, fallback, text }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>
              <code>{type}</code>
            </td>
            {!isWhole && (
              <td>{fallback === undefined ? required && 'required' : <code>{fallback}</code>}</td>
            )}
            <td>
              <Words text={text.replaceAll('\n', ' ')} />
            </td>
          </tr>
        ))}
        {children !== undefined && (
          <tr>
            <td colSpan={4}>{children}</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
