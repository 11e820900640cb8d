import { Source } from '@storybook/addon-docs/blocks'
import type { ReactNode } from 'react'
import { entries, exports, parts } from 'virtual:millrace-reference'
import type { Entry as PackageEntry, Export } from '../reference/Reference.ts'
import { MembersTable } from './MembersTable.tsx'
import { anchorOf } from './PartEntry.tsx'
import { Paragraphs, Words } from './Words.tsx'

/** The hooks, and then functions and values that are none. */
export function HooksReference(): ReactNode {
  return (
    <>
      <h2 id="hooks">Hooks</h2>
      {exports.map((one) => one.kind === 'hook' && <Entry key={one.name} one={one} />)}
      <h2 id="functions">Functions and values</h2>
      {exports.map((one) => one.kind === 'value' && <Entry key={one.name} one={one} />)}
    </>
  )
}

/** The types, all but the props of parts, which stand with these. */
export function TypesReference(): ReactNode {
  const props = new Set(parts.map(({ exportName }) => `${exportName}Props`))
  return exports.map(
    (one) => one.kind === 'type' && !props.has(one.name) && <Entry key={one.name} one={one} />,
  )
}

/** What the entries of a package export: functions, values and classes, and then types. */
export function PackageReference({ name }: { readonly name: string }): ReactNode {
  const own: readonly PackageEntry[] = entries.filter(
    (entry) => entry.name === name || entry.name.startsWith(`${name}/`),
  )
  return own.map((entry) => (
    <section key={entry.name}>
      <h2 id={anchorOf(entry.name)}>
        <code>{entry.name}</code>
      </h2>
      {entry.exports.length === 0 && <p>No name: it is imported for what it does.</p>}
      {entry.exports.map((one) => one.kind !== 'type' && <Entry key={one.name} one={one} />)}
      {entry.exports.map((one) => one.kind === 'type' && <Entry key={one.name} one={one} />)}
    </section>
  ))
}

function Entry({ one }: { readonly one: Export }): ReactNode {
  const { name, text, signature, members, more, kind } = one
  return (
    <section>
      <h3 id={anchorOf(name)}>{name}</h3>
      {text !== '' && <Paragraphs text={text} />}
      {(kind !== 'type' || members.length === 0) && <Source code={signature} language="tsx" />}
      {members.length > 0 && (
        <MembersTable kind="Member" members={members}>
          {more.length > 0 ? (
            <Words text={`And what is in \`${more.join('`, `')}\`.`} />
          ) : undefined}
        </MembersTable>
      )}
    </section>
  )
}
