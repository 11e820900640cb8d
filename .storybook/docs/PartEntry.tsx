import type { ReactNode } from 'react'
import type { Hook, Part, Shape } from '../reference/Reference.ts'
import { MembersTable } from './MembersTable.tsx'
import { Paragraphs, Words } from './Words.tsx'

export interface PartEntryProps {
  readonly part: Part
  /** Whether to say what it takes. Default true. */
  readonly withProps?: boolean
}

/** A part: what it renders, its props, and what styles can hold on to. */
export function PartEntry({ part, withProps = true }: PartEntryProps): ReactNode {
  const { name, family, text, nodes, state, stateType } = part
  return (
    <section>
      <h3 id={anchorOf(name)}>{name}</h3>
      <Paragraphs text={text} />
      {withProps && family === undefined && <p>It cannot be imported: other parts render it.</p>}
      {nodes.length > 0 && (
        <p>
          {nodes.length === 1 ? 'Its node: ' : 'Its nodes: '}
          {nodes.map((node, index) => (
            <span key={node}>
              {index > 0 && ', '}
              <code>{`[data-part='${node}']`}</code>
            </span>
          ))}
        </p>
      )}
      {withProps && <Props part={part} />}
      {state.length > 0 && <MembersTable kind="State" members={state} />}
      {stateType !== undefined && (
        <p>
          Its state is <code>{stateType}</code>.
        </p>
      )}
      <Hooks kind="Attribute" hooks={part.attributes} />
      <Hooks kind="Variable" hooks={part.variables} />
    </section>
  )
}

/** Where a part is on its page. */
export function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll('.', '-')
}

function Props({ part }: { readonly part: Shape }): ReactNode {
  const { members, tag, more } = part
  const below = tag === undefined && more.length === 0 ? undefined : <Further shape={part} />
  if (members.length === 0) return below === undefined ? <p>It takes no props.</p> : <p>{below}</p>
  return (
    <MembersTable kind="Prop" members={members}>
      {below}
    </MembersTable>
  )
}

/** The props that somebody else describes, in words. */
function Further({ shape }: { readonly shape: Shape }): ReactNode {
  const { tag, without, members, styled, state, stateType, more } = shape
  const left = without.filter((name) => members.every((one) => one.name !== name))
  const hasState = state.length > 0 || stateType !== undefined
  return (
    <>
      {tag !== undefined && (
        <>
          It takes every prop of <code>{`<${tag}>`}</code>
          {left.length > 0 && <Words text={` but \`${left.join('`, `')}\``} />}.{' '}
        </>
      )}
      {styled && (
        <Words
          text={
            hasState
              ? '`className` and `style` may be functions of its state, `render` puts another element in its place.'
              : '`render` puts another element in its place.'
          }
        />
      )}
      {more.length > 0 && <Words text={` It takes what is in \`${more.join('`, `')}\`.`} />}
    </>
  )
}

interface HooksProps {
  readonly kind: 'Attribute' | 'Variable'
  readonly hooks: readonly Hook[]
}

function Hooks({ kind, hooks }: HooksProps): ReactNode {
  if (hooks.length === 0) return null
  return (
    <table className="reference">
      <thead>
        <tr>
          <th>{kind}</th>
          <th>What it says</th>
        </tr>
      </thead>
      <tbody>
        {hooks.map(({ name, text, values }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>
              <Words text={text} />
              {values.length > 0 && <Words text={`: \`${values.join('`, `')}\``} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
